package backend

import (
	"github.com/prometheus/client_golang/prometheus"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

// Metrics are figures about the service. Their labels are codes from closed lists: no identifier, no unit, no address
// (C8).
type Metrics struct {
	operations    *prometheus.CounterVec // by action and outcome
	messages      *prometheus.CounterVec // by side
	deletions     *prometheus.CounterVec // by cause
	conversations *prometheus.GaugeVec   // by state
	Connections   *prometheus.GaugeVec   // by kind: "page", "console"
	Refused       *prometheus.CounterVec // connections and frames that were refused, by cause
	onDuty        prometheus.Gauge
	storing       prometheus.Histogram // seconds until the store has a message
	skewed        prometheus.Gauge
}

// NewMetrics registers the figures.
func NewMetrics(r prometheus.Registerer) *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "vigie", Name: name, Help: help}, labels)
		r.MustRegister(c)
		return c
	}
	gauges := func(name, help string, labels ...string) *prometheus.GaugeVec {
		g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "vigie", Name: name, Help: help}, labels)
		r.MustRegister(g)
		return g
	}
	gauge := func(name, help string) prometheus.Gauge {
		g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "vigie", Name: name, Help: help})
		r.MustRegister(g)
		return g
	}
	m := &Metrics{
		operations:    counter("operations_total", "Operations by action and outcome.", "action", "outcome"),
		messages:      counter("messages_total", "Messages that the store has accepted, by side.", "side"),
		deletions:     counter("deletions_total", "Conversations deleted, by cause.", "cause"),
		conversations: gauges("conversations", "Conversations that the store has, by state.", "state"),
		Connections:   gauges("connections", "Open connections, by kind.", "kind"),
		Refused:       counter("refused_total", "Connections and frames refused, by cause.", "cause"),
		onDuty:        gauge("operators_on_duty", "Operators to whom a page may seal."),
		skewed:        gauge("clock_skewed", "1 while the wall clock has stepped away from elapsed time."),
		storing: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "vigie", Name: "store_seconds", Help: "Time until the store has a message.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}),
	}
	r.MustRegister(m.storing)
	return m
}

func (m *Metrics) operation(action access.Action, err error) {
	outcome := "done"
	if err != nil {
		outcome = string(fault.KindOf(err))
	}
	m.operations.WithLabelValues(string(action), outcome).Inc()
}

func (m *Metrics) deleted(cause retention.Cause) { m.deletions.WithLabelValues(string(cause)).Inc() }

func (m *Metrics) message(side conversation.Side) { m.messages.WithLabelValues(string(side)).Inc() }
