// Package cluster runs three NATS servers, each in a process of its own, so that a test can kill one as a machine's end would.
//
//	func TestMain(m *testing.M) {
//		if cluster.IsNode() { // the test's own program is the server's
//			cluster.RunNode()
//			return
//		}
//		...
//	}
//
//	c := cluster.Start(t)
//	c.Kill(1)
package cluster

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
)

// variable holds a server's description in the process that is to be it.
const variable = "VIGIE_TEST_NODE"

// node describes one server.
type node struct {
	Name, Store   string
	Client, Route int
	Routes        []string
}

// Cluster is three servers that run until the test ends.
type Cluster struct {
	URLs  []string // of the clients' ports
	nodes []*exec.Cmd
}

// Start starts the servers. Whoever connects has to be patient: they find each other meanwhile.
func Start(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{}
	nodes := make([]node, 3)
	var routes []string
	for i := range nodes {
		name := fmt.Sprintf("node-%d", i)
		nodes[i] = node{Name: name, Store: filepath.Join(t.TempDir(), name), Client: freePort(t), Route: freePort(t)}
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", nodes[i].Route))
		c.URLs = append(c.URLs, fmt.Sprintf("nats://127.0.0.1:%d", nodes[i].Client))
	}
	for _, n := range nodes {
		n.Routes = routes
		described, err := json.Marshal(n)
		fatal(t, err)
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), variable+"="+string(described))
		fatal(t, cmd.Start())
		t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
		c.nodes = append(c.nodes, cmd)
	}
	return c
}

// Kill ends one of the servers with SIGKILL.
func (c *Cluster) Kill(i int) error { return c.nodes[i].Process.Kill() }

// IsNode reports whether this process is to be a server.
func IsNode() bool { return os.Getenv(variable) != "" }

// RunNode is the server that Start has described, until it is killed.
func RunNode() {
	var n node
	if err := json.Unmarshal([]byte(os.Getenv(variable)), &n); err != nil {
		panic(err)
	}
	options := &server.Options{
		ServerName: n.Name, Host: "127.0.0.1", Port: n.Client, JetStream: true, StoreDir: n.Store, NoSigs: true, NoLog: true,
		Cluster: server.ClusterOpts{Name: "vigie", Host: "127.0.0.1", Port: n.Route},
	}
	for _, route := range n.Routes {
		options.Routes = append(options.Routes, server.RoutesFromStr(route)...)
	}
	srv, err := server.NewServer(options)
	if err != nil {
		panic(err)
	}
	srv.Start()
	srv.WaitForShutdown()
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
