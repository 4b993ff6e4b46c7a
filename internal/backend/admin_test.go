package backend_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vigie.example/internal/backend"
	"vigie.example/internal/testkit/vigied"
)

func TestAdmin_Accounts(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	who := b.AddOperator(t, "op-1", "police-33")
	server := httptest.NewServer(b.Service.Admin())
	t.Cleanup(server.Close)
	ask := func(method, path, body string) (int, string) {
		t.Helper()
		req, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		raw, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(raw)
	}
	print := func(change func(*backend.Account)) string {
		a := backend.Account{
			Actor: "op-1", Name: "Anna", Role: "operator", Unit: "police-33", PassphraseHash: "SECRET", Credential: who.Credential,
		}
		if change != nil {
			change(&a)
		}
		raw, _ := json.Marshal(a)
		return string(raw)
	}
	for _, tt := range []struct {
		name, method, path, body string
		want                     int
		holds                    string
	}{
		{"replace", "PUT", "/accounts/op-1", print(nil), 200, ""},
		{"another's path", "PUT", "/accounts/op-2", print(nil), 400, "fault.account.fields"},
		{"no code", "PUT", "/accounts/OP%20ONE", print(nil), 400, "fault.access.actor_code"},
		{"no JSON", "PUT", "/accounts/op-1", "{", 400, "invalid"},
		{"two documents", "PUT", "/accounts/op-1", print(nil) + print(nil), 400, "invalid"},
		{"an unknown field", "PUT", "/accounts/op-1", `{"shoe_size":42}`, 400, "invalid"},
		{"too large", "PUT", "/accounts/op-1", `{"name":"` + strings.Repeat("a", 100_000) + `"}`, 413, "too_large"},
		{"another unit than the credential's", "PUT", "/accounts/op-1", print(func(a *backend.Account) { a.Unit = "police-75" }), 400, "fault.account.credential"},
		{"no such unit", "PUT", "/accounts/op-1", print(func(a *backend.Account) { a.Unit, a.Credential.Unit = "police-999", "police-999" }), 400, "fault.account.unit"},
		{"no such role", "PUT", "/accounts/op-1", print(func(a *backend.Account) { a.Role, a.Credential.Role = "chief", "chief" }), 400, "fault.account.fields"},
		{"list", "GET", "/accounts", "", 200, `"name":"Anna"`},
		{"revoke nobody", "POST", "/accounts/op-9/revoke", "", 404, "missing"},
		{"revoke", "POST", "/accounts/op-1/revoke", "", 200, ""},
		{"revoke again", "POST", "/accounts/op-1/revoke", "", 200, ""},
		{"S3: a revoked code is not given away", "PUT", "/accounts/op-1", print(nil), 409, "fault.account.revoked"},
		{"no such method", "DELETE", "/accounts/op-1", "", 405, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, body := ask(tt.method, tt.path, tt.body)
			if status != tt.want || !strings.Contains(body, tt.holds) {
				t.Errorf("%d %s; want %d and %q", status, body, tt.want, tt.holds)
			}
			if strings.Contains(body, "SECRET") {
				t.Error("the hash is in the answer")
			}
		})
	}
	if a, ok := b.Service.Accounts().Get("op-1"); !ok || a.Revoked == 0 || a.InForce(b.Service.Now()) {
		t.Errorf("%+v", a)
	}
}
