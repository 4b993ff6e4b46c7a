// Package remains looks for what should be gone: words and identifiers, in files and in the memory of processes.
//
//	s := remains.New("words that nobody may find any more")
//	report, err := s.Files(ctx, folder)
//	report, err = s.Memory(ctx, pid)      // ErrMemory: the system does not let us
//
// Words are found in the shapes in which programs keep them: UTF-8, UTF-16, escaped as in JSON, hexadecimal, percent-encoded,
// and inside of base64 wherever they begin. What is compressed or sealed is not found: whoever relies on a search shows with a
// control that it finds what is there in clear.
//
// A search changes nothing. It reads a file that is being written, and memory that is in use, as they are at the moment.
package remains
