package stream_test

func runHelper() bool { return false }
