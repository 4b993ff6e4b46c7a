package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"syscall"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// maxAnswerBytes bounds what the service may answer: some thousand accounts.
const maxAnswerBytes = 16 << 20

// administration speaks to a running vigied through the socket in its data folder, which only its user can open.
type administration struct {
	data string
	http *http.Client
}

func connect(data string) administration {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", filepath.Join(data, "admin.sock"))
	}
	return administration{data, &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}}
}

func (a administration) put(ctx context.Context, account backend.Account) error {
	return a.do(ctx, http.MethodPut, "/accounts/"+url.PathEscape(string(account.Actor)), account, nil)
}

func (a administration) revoke(ctx context.Context, actor string) error {
	return a.do(ctx, http.MethodPost, "/accounts/"+url.PathEscape(actor)+"/revoke", nil, nil)
}

func (a administration) list(ctx context.Context) (all []backend.Account, err error) {
	return all, a.do(ctx, http.MethodGet, "/accounts", nil, &all)
}

func (a administration) do(ctx context.Context, method, path string, body, into any) error {
	var content bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&content).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://vigied"+path, &content)
	if err != nil {
		return err
	}
	response, err := a.http.Do(request)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("no vigied runs on %s: start it first (`vigied serve --data %s ...`; it serves without accounts too)", a.data, a.data)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s belongs to another user: run vigiectl as the user that runs vigied", a.data)
	case err != nil:
		return errors.New("the service did not answer: look at its log, and try again")
	}
	defer response.Body.Close()
	answer := json.NewDecoder(io.LimitReader(response.Body, maxAnswerBytes))
	if response.StatusCode != http.StatusOK {
		var refused wire.Error
		if answer.Decode(&refused) != nil {
			return errors.New("the service answered something that is not understood: are vigied and vigiectl of the same version?")
		}
		return fmt.Errorf("the service refused: %s", remedy(refused.Message, refused.Code))
	}
	if into == nil {
		return nil
	}
	return answer.Decode(into)
}

// explain says what an administrator can do about a fault.
func explain(err error) string {
	public := fault.PublicOf(err)
	return remedy(string(public.Key), string(public.Kind))
}

// remedies are for administrators, who work in English at a terminal: the windows' texts are in assets/locales.
var remedies = map[string]string{
	"fault.account.fields":     "actor, name, role and unit must be filled in: codes are lower-case letters, digits and hyphens; roles are operator, psychologist, supervisor, technical",
	"fault.account.credential": "the credential does not fit the account",
	"fault.account.unit":       "there is no such unit: units look like police-33, gendarmerie-2a, national",
	"fault.account.revoked":    "this account was revoked: its code is never given again, choose another",
}

func remedy(key, code string) string {
	if text, ok := remedies[key]; ok {
		return text
	}
	switch code {
	case string(fault.Missing):
		return "there is no such account: `vigiectl account list` shows all"
	case string(fault.Invalid), string(fault.Untrusted):
		return "a field does not have the form that it must have (" + key + ")"
	case string(fault.Unavailable):
		return "the service cannot do it now; try again in a moment"
	}
	return code
}
