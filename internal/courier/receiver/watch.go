package receiver

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vigie.example/internal/courier/cms"
	"vigie.example/internal/courier/disk"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/courier/spool"
	"vigie.example/internal/fault"
)

// replyAge is how long answers lie in a spool: longer than a conversation lives.
const replyAge = 24 * time.Hour

// Watch takes packages from a spool until ctx ends, looking every so often. It makes the folders. Troubles that pass, such as a full
// disk, are told to trouble and tried again; the error is of folders that cannot be used at all.
func (r *Receiver) Watch(ctx context.Context, folder string, every time.Duration, trouble func(error)) error {
	const op = "receiver.Watch"
	for _, dir := range []string{spool.Out, spool.Taken, spool.Reply} {
		if err := os.MkdirAll(filepath.Join(folder, dir), 0o770); err != nil {
			return fault.As(fault.Unavailable, op, err, fault.Key("courier.disk"))
		}
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		if err := r.look(ctx, folder); err != nil {
			trouble(fault.Wrap(op, err)) // codes only
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// look takes what waits, after what was taken and not answered before.
func (r *Receiver) look(ctx context.Context, folder string) error {
	var troubles []error
	for _, dir := range []string{spool.Taken, spool.Out} {
		entries, err := os.ReadDir(filepath.Join(folder, dir))
		if err != nil {
			return fault.As(fault.Unavailable, "receiver.look", err, fault.Key("courier.disk"))
		}
		for _, e := range entries {
			key, isPackage := strings.CutSuffix(e.Name(), spool.PackageEnd)
			if !isPackage || !form.ValidKey(key) || ctx.Err() != nil {
				continue
			}
			if err := r.takeFile(folder, dir, key); err != nil { // does not hold up the others
				troubles = append(troubles, err)
			}
		}
	}
	return errors.Join(append(troubles, r.forget(filepath.Join(folder, spool.Reply)))...)
}

// takeFile takes one package: away from where the sender could take it back, then over, then answered, then gone.
func (r *Receiver) takeFile(folder, dir, key string) error {
	const op = "receiver.takeFile"
	taken := filepath.Join(folder, spool.Taken, key+spool.PackageEnd)
	if dir == spool.Out {
		switch err := disk.Move(filepath.Join(folder, spool.Out, key+spool.PackageEnd), taken); {
		case fault.Is(err, fault.Missing): // taken back at this moment
			return nil
		case err != nil:
			return fault.Wrap(op, err)
		}
	}
	r.step("moved")
	answer, err := r.takeWhole(key, taken)
	if err != nil {
		return fault.Wrap(op, err)
	}
	text, err := answer.JSON()
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := disk.Write(filepath.Join(folder, spool.Reply), key+spool.ReplyEnd, text, 0o644); err != nil {
		return fault.Wrap(op, err)
	}
	r.step("answered")
	return fault.Wrap(op, disk.Remove(taken))
}

func (r *Receiver) takeWhole(key, file string) (form.Answer, error) {
	sealed, err := disk.Read(file, cms.MaxBytes)
	switch {
	case fault.Is(err, fault.TooLarge):
		return form.Refuse(key, r.o.Now(), form.Reason{Code: form.ReasonTooLarge}), nil
	case fault.Is(err, fault.Invalid): // a link, a folder: nothing that a sender puts there
		return form.Refuse(key, r.o.Now(), form.Reason{Code: form.ReasonUnreadable}), nil
	case err != nil:
		return form.Answer{}, err
	}
	return r.Take(key, sealed)
}

// forget removes old answers.
func (r *Receiver) forget(dir string) error {
	return r.box.eachIn(dir, func(name string, changed time.Time) error {
		if r.o.Now().Sub(changed) > replyAge {
			return disk.Remove(filepath.Join(dir, name))
		}
		return nil
	})
}
