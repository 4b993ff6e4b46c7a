// Package account is the view-model of the account page: what the operator signs in with, how another means is enrolled, and, for a
// supervisor, the invitations and confirmations that colleagues need.
package account
