package gate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// clock is a Clock that a test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Now().UTC().Truncate(time.Second)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// nothingLeft checks the stores themselves.
func nothingLeft(t *testing.T, store backend.Store, id conversation.ID) {
	t.Helper()
	ctx := context.Background()
	entries, err := store.Log().Read(ctx, id, 0)
	check(t, err)
	cells, err := store.Memory().List(ctx, string(id))
	check(t, err)
	if len(entries)+len(cells) > 0 {
		t.Errorf("%d entries and %d cells are left", len(entries), len(cells))
	}
	tomb, err := store.Disk().Get(ctx, "tomb."+string(id))
	if err != nil || !bytes.Contains(tomb.Data, []byte(`"done":true`)) {
		t.Errorf("tombstone: %s, %v", tomb.Data, err)
	}
}

func TestB1_AtTheDeadlineEverythingGoes(t *testing.T) {
	now := newClock()
	b := vigied.Start(t, vigied.Options{Clock: now})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, _ := talk(t, b, o)
	now.add(30 * time.Minute)
	o.publish() // the hourly key
	ack := must[wire.Ack](o.line, wire.TypeSend, o.text(d.id, 1, 1, 0, "encore là"), wire.TypeAck)
	if got := ack.Deadline.Time().Sub(ack.Time.Time()); got != 4*time.Hour {
		t.Errorf("a message lives %v", got)
	}
	now.add(3*time.Hour + 59*time.Minute)
	if exists, over := b.Service.Knows(d.id); !exists || over {
		t.Fatal("gone before its time")
	}
	now.add(time.Minute)
	if x := data[wire.Deleted](t, d.await(wire.TypeDeleted)); x.Cause != "deadline" {
		t.Errorf("the page was told %+v", x)
	}
	awaitThat(o.line, wire.TypeDeleted, func(x wire.Deleted) bool { return x.Conversation == d.id })
	nothingLeft(t, b.Store, d.id)
	d.refused(wire.TypeSend, d.text("trop tard"), "gone")
	l := dial(t, b, b.Page)
	again := wire.Open{Place: "33000", Language: "fr"}
	check(t, seal.SignOpen(d.key, l.welcome.Nonce, &again))
	l.refused(wire.TypeOpen, again, "gone") // C23: it never comes back
}

func TestB1_WhatWasDueGoesBeforeAnythingIsServed(t *testing.T) {
	store, now := memstore.New(), newClock()
	b := vigied.Start(t, vigied.Options{Store: store, Clock: now})
	d := arrive(t, b, "33000")
	b.Stop()
	now.add(5 * time.Hour)
	b2 := vigied.Start(t, vigied.Options{Store: store, Clock: now, Authority: b.Authority, Secret: b.Secret})
	if exists, _ := b2.Service.Knows(d.id); exists {
		t.Error("served after its deadline")
	}
	nothingLeft(t, store, d.id)
}

// failing is a store in which a step of a deletion fails until it is mended.
type failing struct {
	backend.Store
	broken *sync.Map
}

type failingCells struct {
	backend.Cells
	broken *sync.Map
}

type failingLog struct {
	backend.Log
	broken *sync.Map
}

func (f failing) Memory() backend.Cells { return failingCells{f.Store.Memory(), f.broken} }
func (f failing) Log() backend.Log      { return failingLog{f.Store.Log(), f.broken} }

func (f failingCells) DeleteGroup(ctx context.Context, group string) error {
	if _, broken := f.broken.Load("cells"); broken {
		return fault.New(fault.Unavailable, "test")
	}
	return f.Cells.DeleteGroup(ctx, group)
}

func (f failingLog) Purge(ctx context.Context, id conversation.ID) error {
	if _, broken := f.broken.Load("log"); broken {
		return fault.New(fault.Unavailable, "test")
	}
	return f.Log.Purge(ctx, id)
}

func TestC23_ADeletionThatWasCutOffGoesOn(t *testing.T) {
	for _, step := range []string{"cells", "log"} {
		t.Run(step, func(t *testing.T) {
			store := failing{Store: memstore.New(), broken: new(sync.Map)}
			b := vigied.Start(t, vigied.Options{Store: store})
			o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
			d, _ := talk(t, b, o)
			store.broken.Store(step, true)
			var del wire.Delete
			check(t, seal.SignDelete(d.key, &del))
			d.refused(wire.TypeDelete, del, "unavailable")
			// Nobody reaches it any more, and nobody is told that it is gone.
			d.refused(wire.TypeSend, d.text("encore"), "gone")
			if o.has(wire.TypeDeleted) || d.has(wire.TypeDeleted) {
				t.Error("told before nothing was left")
			}
			b.Stop() // the process dies here
			store.broken.Delete(step)
			b2 := vigied.Start(t, vigied.Options{Store: store, Authority: b.Authority, Secret: b.Secret})
			nothingLeft(t, store, d.id)
			o.b = b2
			o.again()
			o.sync(map[conversation.ID]conversation.Position{d.id: 2})
			if x := data[wire.Deleted](t, o.await(wire.TypeDeleted)); x.Conversation != d.id || x.Cause != "declarant" {
				t.Errorf("the console that comes back is told %+v", x)
			}
		})
	}
}

func TestD2_ADeletionOutlivesThePage(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Origins: []string{"https://page.example"}})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, _ := talk(t, b, o)
	var del wire.Delete
	check(t, seal.SignDelete(d.key, &del))
	body, err := json.Marshal(del)
	check(t, err)
	d.cut()

	post := func(origin string, body []byte) *http.Response {
		req, err := http.NewRequest(http.MethodPost, "https://"+b.Host+"/v1/delete", bytes.NewReader(body))
		check(t, err)
		req.Header.Set("Content-Type", "text/plain")
		req.Header.Set("Origin", origin)
		resp, err := b.HTTP().Do(req)
		check(t, err)
		t.Cleanup(func() { _ = resp.Body.Close() })
		return resp
	}
	if resp := post("https://elsewhere.example", body); resp.StatusCode != http.StatusForbidden {
		t.Errorf("from a stranger's page: %d", resp.StatusCode)
	}
	for name, bad := range map[string][]byte{"nothing": nil, "no JSON": []byte("{"), "too much": bytes.Repeat([]byte("a"), 1<<20)} {
		if resp := post("https://page.example", bad); resp.StatusCode < 400 || resp.StatusCode > 499 {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	for range 2 { // repeating it changes nothing
		resp := post("https://page.example", body)
		raw, err := io.ReadAll(resp.Body)
		check(t, err)
		var gone wire.Deleted
		if err := json.Unmarshal(raw, &gone); err != nil || resp.StatusCode != http.StatusOK || gone.Conversation != d.id {
			t.Fatalf("%d %s", resp.StatusCode, raw)
		}
		if resp.Header.Get("Access-Control-Allow-Origin") != "https://page.example" {
			t.Errorf("headers: %v", resp.Header)
		}
	}
	awaitThat(o.line, wire.TypeDeleted, func(x wire.Deleted) bool { return x.Conversation == d.id })
	nothingLeft(t, b.Store, d.id)
}
