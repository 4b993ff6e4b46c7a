package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie.example/internal/backend"
	"vigie.example/internal/doctrine"
)

func TestOptions_WhatIsWrongIsSaid(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		name string
		args []string
		says string
	}{
		{"nothing", nil, "vigied serve"},
		{"another command", []string{"start"}, "vigied serve"},
		{"no folder", []string{"serve", "--dev"}, "--data DIR is missing"},
		{"no certificate", []string{"serve", "--data", dir}, "a certificate is missing"},
		{"half a certificate", []string{"serve", "--data", dir, "--tls-cert", "x"}, "belong together"},
		{"both certificates", []string{"serve", "--data", dir, "--dev", "--tls-cert", "x", "--tls-key", "y"}, "either"},
		{"a path in an origin", []string{"serve", "--data", dir, "--dev", "--page-origin", "https://a.example/x"}, "an origin is"},
		{"an origin without TLS", []string{"serve", "--data", dir, "--dev", "--page-origin", "http://a.example"}, "an origin is"},
		{"a place to leave to", []string{"serve", "--data", dir, "--dev", "--leave", "javascript:1"}, "https://"},
		{"replicas of nothing", []string{"serve", "--data", dir, "--dev", "--replicas", "3"}, "--nats"},
		{"left over", []string{"serve", "--data", dir, "--dev", "extra"}, "extra"},
		{"unknown flag", []string{"serve", "--data", dir, "--shout"}, "shout"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := run(context.Background(), newClock(), tt.args, &out, &errs); code != 2 || !strings.Contains(errs.String(), tt.says) || out.Len() > 0 {
				t.Errorf("exit %d, said %q", code, errs.String())
			}
		})
	}
}

func TestServe_WhatCannotBeUsedIsSaid(t *testing.T) {
	for name, tt := range map[string]struct {
		prepare func(t *testing.T, dir string) []string
		says    string
	}{
		"a port that is none": {func(*testing.T, string) []string { return []string{"--dev", "--listen", "127.0.0.1:99999"} }, "--listen"},
		"a certificate that is none": {func(t *testing.T, dir string) []string {
			file := filepath.Join(dir, "cert.pem")
			write(t, file, "no certificate")
			return []string{"--tls-cert", file, "--tls-key", file}
		}, "certificate cannot be used"},
		"a table that is none": {func(t *testing.T, dir string) []string {
			file := filepath.Join(dir, "zones.csv")
			write(t, file, "# format: vigie.zones/1\ninsee;name\n99999;Nulle-Part\n")
			return []string{"--dev", "--zones", file}
		}, "vigiectl doctrine places"},
		"no table": {func(t *testing.T, dir string) []string {
			return []string{"--dev", "--zones", filepath.Join(dir, "absent.csv")}
		}, "--zones cannot be read"},
		"a damaged service key": {func(t *testing.T, dir string) []string {
			write(t, filepath.Join(dir, "service.key"), "c2hvcnQ=")
			return []string{"--dev"}
		}, "does not hold a service key"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			args := append([]string{"serve", "--data", dir}, tt.prepare(t, dir)...)
			var out, errs bytes.Buffer
			if code := run(context.Background(), newClock(), args, &out, &errs); code != 1 || !strings.Contains(errs.String(), tt.says) || out.Len() > 0 {
				t.Errorf("exit %d, said %q", code, errs.String())
			}
		})
	}
}

func TestServiceKey_IsMadeOnceAndKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "service.key")
	first, err := serviceKey(file)
	if err != nil {
		t.Fatal(err)
	}
	again, err := serviceKey(file)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("another key the second time: %v", err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".new-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAuthority_IsReadWhenItComesAndThenStays(t *testing.T) {
	file := filepath.Join(t.TempDir(), "authority.pub")
	a := newAuthority(file)
	if a.key() != nil {
		t.Error("a key without a file")
	}
	write(t, file, "not base64")
	if a.key() != nil {
		t.Error("a key from nonsense")
	}
	point := append([]byte{4}, bytes.Repeat([]byte{7}, 64)...)
	write(t, file, base64.StdEncoding.EncodeToString(point)+"\n")
	if !bytes.Equal(a.key(), point) {
		t.Errorf("key %x", a.key())
	}
	point[1]++
	write(t, file, base64.StdEncoding.EncodeToString(point)+"\n")
	if bytes.Equal(a.key(), point) {
		t.Error("the key was swapped under a running service")
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Every value by which a unit works reaches the service.
func TestB12_AUnitsPolicyIsItsRules(t *testing.T) {
	p := doctrine.Policy{OverflowAfter: 1, AnswerWithin: 2, Capacity: 4, Grace: 5}
	if got, want := rulesOf(p, 3), (backend.Rules{OverflowAfter: 1, AnswerWithin: 2, Calm: 3, Capacity: 4, Grace: 5}); got != want {
		t.Errorf("%+v", got)
	}
}
