package carried

import (
	"context"

	"vigie.example/internal/access"
	"vigie.example/internal/authn/fido"
	"vigie.example/internal/console"
	"vigie.example/internal/fault"
)

var _ console.KeysWithSensor = (*Keys)(nil)

// EnrolFinger implements console.KeysWithSensor: it asks no key without a permission that is good now (L17).
func (k *Keys) EnrolFinger(ctx context.Context, q console.KeyQuestion, scanned func(console.KeyScan)) (console.KeyCapture, error) {
	const op = "carried.Keys.EnrolFinger"
	capture, err := fido.Capturing(q.Finger, access.ActorCode(q.Actor), q.Code, k.now())
	if err != nil {
		return console.KeyCapture{}, fault.Wrap(op, err)
	}
	defer k.forget()
	out, err := k.keys.EnrolFinger(ctx, capture, k.holder(q), func(s fido.Scan) {
		scanned(console.KeyScan{Left: s.Left, Of: s.Of, Again: string(s.Again)})
	})
	return console.KeyCapture{On: fingersOf(out.On), Unsure: out.Unsure}, fault.Wrap(op, err)
}

// Fingers implements console.KeysWithSensor.
func (k *Keys) Fingers(ctx context.Context, q console.KeyQuestion) ([]console.KeyFinger, error) {
	on, err := k.keys.Fingers(ctx, k.holder(q))
	return fingersOf(on), fault.Wrap("carried.Keys.Fingers", err)
}

// RemoveFingers implements console.KeysWithSensor.
func (k *Keys) RemoveFingers(ctx context.Context, q console.KeyQuestion, ids [][]byte) ([]console.KeyFinger, error) {
	defer k.forget()
	left, err := k.keys.RemoveFingers(ctx, k.holder(q), ids)
	return fingersOf(left), fault.Wrap("carried.Keys.RemoveFingers", err)
}

func (k *Keys) holder(q console.KeyQuestion) fido.Holder {
	return fido.Holder{Party: k.party.ID(), Allow: q.Means, PIN: q.PIN}
}

// forget makes the next look speak to the keys again: whether there is a finger on one may have changed.
func (k *Keys) forget() { k.remember(nil, console.Presence{}) }

func fingersOf(on []fido.Template) []console.KeyFinger {
	out := make([]console.KeyFinger, len(on))
	for i, t := range on {
		out[i] = console.KeyFinger{ID: t.ID, Code: t.Code}
	}
	return out
}
