// Package vault is the encrypted cache of a console: what it holds of conversations between two runs, sealed on disk.
//
//	v, report, err := vault.Open(vault.Options{Folder: dir, Key: consoleKey, Now: now})
//	err = v.Unlock(id, share, deadline)                        // the conversation's key: console key and share
//	err = v.Write(id, vault.Record{Kind: vault.Draft, Data: raw})
//	records, err := v.Read(id)
//	err = v.Forget(id)                                         // the key first, then the rows
//
// # What a copy gives away
//
// The key of a conversation is HKDF over the console key, which the keyring holds, and the conversation's share, which only
// the backend's memory holds. Once the backend has dropped the share, a copy of the file, the keyring and its password
// opens nothing (C21). Every record is sealed with AES-256-GCM, bound to table, row, column, pseudonym and version; its
// kind, number and length are inside, padded to a bucket. The names of rows and conversations are MACs. What is needed
// before a share can be had (which conversations there are, when they end, the shift, the latest time seen) is sealed under the
// console key alone and holds no content.
//
// # Failures
//
// A file that is damaged, foreign, of a newer version, or under another key is set aside, and a new one begun; what was
// set aside is erased at the latest [retention.MaxCeiling] later ([Report] says so). Losing all of it costs a synchronisation,
// nothing else. Other failures are faults with the keys vault.full, vault.read_only, vault.in_use, vault.failed: the caller goes
// on in memory, never in clear.
//
// # Ordering
//
// Write returns when the rows are in the file: they survive the end of the process. After Forget they are gone from the file
// and its log, and the key before them. A Vault is safe for concurrent use; calls wait for each other.
package vault
