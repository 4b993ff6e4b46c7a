package stream_test

import (
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"go.uber.org/goleak"

	"vigie.example/internal/backend"
	"vigie.example/internal/backend/contract"
	"vigie.example/internal/stream"
)

func TestMain(m *testing.M) {
	if runHelper() {
		return
	}
	goleak.VerifyTestMain(m)
}

func TestO3_ContractEmbedded(t *testing.T) {
	contract.Test(t, func(t *testing.T) backend.Store {
		return open(t, stream.Config{Dir: t.TempDir()})
	})
}

func TestO3_ContractOneServer(t *testing.T) {
	contract.Test(t, func(t *testing.T) backend.Store {
		srv := startServer(t, serverOptions(t, "single"))
		return open(t, stream.Config{URLs: []string{srv.ClientURL()}})
	})
}

func TestO3_ContractThreeServers(t *testing.T) {
	nodes := startCluster(t)
	contract.Test(t, func(t *testing.T) backend.Store {
		return open(t, stream.Config{URLs: urls(nodes...), Replicas: 3})
	})
}

func open(t *testing.T, cfg stream.Config) ports {
	t.Helper()
	if cfg.MaxTraceBytes == 0 {
		cfg.MaxLogBytes, cfg.MaxMemoryBytes, cfg.MaxDiskBytes, cfg.MaxTraceBytes = 64<<20, 16<<20, 16<<20, 16<<20
	}
	store, err := stream.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return ports{store}
}

func serverOptions(t *testing.T, name string) *server.Options {
	return basicOptions(name, filepath.Join(t.TempDir(), name))
}

func basicOptions(name, store string) *server.Options {
	return &server.Options{
		ServerName: name, Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: store, SyncAlways: true,
		JetStreamMaxMemory: 1 << 30, JetStreamMaxStore: 1 << 30,
	}
}

func startServer(t *testing.T, opts *server.Options) *server.Server {
	t.Helper()
	srv := beginServer(t, opts)
	if !srv.ReadyForConnections(30 * time.Second) {
		t.Fatal("the server did not start")
	}
	return srv
}

// beginServer does not wait: a node of a cluster is ready only with the others.
func beginServer(t *testing.T, opts *server.Options) *server.Server {
	t.Helper()
	srv, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	go srv.Start()
	t.Cleanup(func() { stopServer(srv) })
	return srv
}

func stopServer(srv *server.Server) {
	srv.Shutdown()
	srv.WaitForShutdown()
}

// startCluster runs three nodes on loopback in this process.
func startCluster(t *testing.T) []*server.Server {
	t.Helper()
	routes := freeRoutes(t)
	var nodes []*server.Server
	for _, opts := range clusterOptions(t, routes) {
		nodes = append(nodes, beginServer(t, opts))
	}
	for _, n := range nodes {
		if !n.ReadyForConnections(30 * time.Second) {
			t.Fatal("a node did not start")
		}
	}
	waitFor(t, "a leader of the cluster", func() bool {
		for _, n := range nodes {
			if n.JetStreamIsLeader() {
				return n.NumRoutes() > 0 && len(n.JetStreamClusterPeers()) == 3
			}
		}
		return false
	})
	return nodes
}

func urls(nodes ...*server.Server) (out []string) {
	for _, n := range nodes {
		out = append(out, n.ClientURL())
	}
	return out
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

func clusterOptions(t *testing.T, routes []string) (all []*server.Options) {
	for i := range routes {
		name := fmt.Sprintf("node-%d", i)
		all = append(all, nodeOptions(name, filepath.Join(t.TempDir(), name), routes, i))
	}
	return all
}

// nodeOptions describes one node of a cluster; routes are all nodes', its own too.
func nodeOptions(name, store string, routes []string, own int) *server.Options {
	opts := basicOptions(name, store)
	all := server.RoutesFromStr(strings.Join(routes, ","))
	port, err := strconv.Atoi(all[own].Port())
	if err != nil {
		panic(err)
	}
	opts.Cluster = server.ClusterOpts{Name: "vigie", Host: "127.0.0.1", Port: port}
	opts.Routes = all
	return opts
}

func freeRoutes(t *testing.T) (routes []string) {
	for range 3 {
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", freePort(t)))
	}
	return routes
}

func freePort(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// O3: who opens the store while the cluster elects its leaders waits for them. Each round is another order of events.
func TestO3_OpenDuringElections(t *testing.T) {
	for range 3 {
		routes := freeRoutes(t)
		var nodes []*server.Server
		for _, opts := range clusterOptions(t, routes) {
			nodes = append(nodes, beginServer(t, opts))
		}
		waitFor(t, "a first leader", func() bool {
			for _, n := range nodes {
				if n.JetStreamIsLeader() {
					return true
				}
			}
			return false
		})
		if err := open(t, stream.Config{URLs: urls(nodes...), Replicas: 3}).Ready(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
