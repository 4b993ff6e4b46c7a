package keyring

import "vigie.example/internal/fault"

const keyDamaged fault.TextKey = "keyring.damaged"

func noBus(op fault.Op, cause error) error {
	return fault.As(fault.Unavailable, op, cause, fault.Key("keyring.no_bus"), fault.Hint("hint.keyring.no_bus"))
}

func absent(op fault.Op, cause error) error {
	return fault.As(fault.Unavailable, op, cause, fault.Key("keyring.absent"), fault.Hint("hint.keyring.absent"))
}

func locked(op fault.Op, cause error) error {
	return fault.As(fault.Unavailable, op, cause, fault.Key("keyring.locked"), fault.Hint("hint.keyring.locked"))
}

func slow(op fault.Op, cause error) error {
	return fault.As(fault.Unavailable, op, cause, fault.Key("keyring.slow"), fault.Hint("hint.keyring.slow"))
}

func refused(op fault.Op, cause error) error {
	return fault.As(fault.Unavailable, op, cause, fault.Key("keyring.refused"), fault.Hint("hint.keyring.refused"))
}
