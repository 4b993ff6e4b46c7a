package main

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
)

// The first supervisor is added once; afterwards bootstrap refuses, and account add goes on.
func TestL2_BootstrapIsForTheFirstSupervisor(t *testing.T) {
	i := install(t)
	args := func(actor string) []string {
		key, err := seal.NewSigningKey()
		if err != nil {
			t.Fatal(err)
		}
		return []string{"bootstrap", "--data", i.data, "--authority", i.authority, "--actor", actor, "--name", "Sacha", "--unit", "police-33",
			"--workstation", base64.StdEncoding.EncodeToString(key.Public()), "--generate"}
	}
	status, out, problems := at(t, "", args("sup-1")...)
	if status != 0 || !strings.Contains(out, "passphrase: ") || !strings.Contains(out, "vigiectl means invite") {
		t.Fatalf("%d %s %s", status, out, problems)
	}
	if a, ok := i.service.Accounts().Get("sup-1"); !ok || a.Role != access.Supervisor {
		t.Errorf("added %+v", a)
	}
	if status, _, problems := at(t, "", args("sup-2")...); status != 2 || !strings.Contains(problems, "there is a supervisor already") {
		t.Errorf("a second first one: %d %s", status, problems)
	}
	if status, _, _ := at(t, "", append(args("sup-2"), "--role", "operator")...); status != 2 {
		t.Error("bootstrap takes a role")
	}
}

// The administration gives codes, confirms and revokes, on a service that runs, for accounts that are there.
func TestL2_MeansFromTheHost(t *testing.T) {
	i := install(t)
	if status, _, problems := i.add(t, goodPassphrase); status != 0 {
		t.Fatal(problems)
	}
	status, out, problems := at(t, "", "means", "invite", "--data", i.data, "--actor", "op-1")
	if status != 0 || !regexp.MustCompile(`(?m)^([A-Z2-9]{4}-){3}[A-Z2-9]{4}$`).MatchString(out) {
		t.Errorf("%d %s %s", status, out, problems)
	}
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{"means", "confirm", "--data", i.data, "--actor", "op-1", "--number", "123456"}, "nothing of this person's waits"},
		{[]string{"means", "invite", "--data", i.data, "--actor", "op-9"}, "there is no such account"},
		{[]string{"means", "revoke", "--data", i.data, "--actor", "op-1", "--id", "AAAA"}, "there is no such account"},
		{[]string{"means", "invite", "--actor", "op-1"}, "give --data DIR"},
		{[]string{"means", "list", "--data", i.data}, "--actor"},
	} {
		if status, _, problems := at(t, "", tt.args...); status == 0 || !strings.Contains(problems, tt.says) {
			t.Errorf("%q: %d %s", tt.args, status, problems)
		}
	}
	if status, out, _ := at(t, "", "means", "list", "--data", i.data, "--actor", "op-1"); status != 0 || !strings.HasPrefix(out, "ID") {
		t.Errorf("%d %s", status, out)
	}
}

func TestO2_DoctorSaysWhatIsHere(t *testing.T) {
	status, out, problems := at(t, "", "doctor")
	if status != 0 {
		t.Fatal(problems)
	}
	for _, want := range []string{"keyring", "security key", "card module", "card reader", "fingerprint reader", "TPM"} {
		if !strings.Contains(out, want) {
			t.Errorf("does not speak of the %s: %s", want, out)
		}
	}
	if explain(fault.New(fault.Unavailable, "x", fault.Key("fault.service.stopped"))) == explain(fault.New(fault.Unavailable, "x")) {
		t.Error("a service that does not run has no words of its own")
	}
}
