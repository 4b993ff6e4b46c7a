package main

const usage = `usage: vigiectl COMMAND [flags]     (vigiectl COMMAND -h lists its flags)

  authority init          make the authority key, on a machine that is never connected
  authority show          print the public authority key
  authority certificate   make the authority's certificate, for those who receive reports with tools of their own
  account add             add a member of staff, or renew their credential with --replace
  account list            list the accounts
  account passphrase      give an account another passphrase
  account revoke          end an account, for good
  prove-deletion          look for everything that a deleted conversation could have left on this machine
  receiver                receive reports: a small receiver for tests, and for those who build one
  doctrine places         check a table of police and gendarmerie zones, and say what it would change
  doctrine starting       write the starting doctrine of use, to make the service's own of
  doctrine check          check a doctrine of use: every problem with its line and its remedy
  doctrine diff           say what another version of the doctrine changes, by consequence
  doctrine certificate    put a target's certificate into a doctrine
  doctrine sign           sign a doctrine with the authority key, for vigied serve --doctrine
`
