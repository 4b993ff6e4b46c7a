package cms

import "encoding/asn1"

// The object identifiers of the profile.
var (
	oidData              = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}         // RFC 5652
	oidSignedData        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}         // RFC 5652
	oidAuthEnvelopedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 23} // RFC 5083
	oidContentType       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}         // RFC 5652
	oidMessageDigest     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}         // RFC 5652
	oidSigningTime       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}         // RFC 5652
	oidSigningCert       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47} // RFC 5035
	oidSHA256            = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}     // RFC 5754
	oidECDSAWithSHA256   = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}          // RFC 5754
	oidECPublicKey       = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}             // RFC 5480
	oidStdDHSHA256KDF    = asn1.ObjectIdentifier{1, 3, 132, 1, 11, 1}                // RFC 5753
	oidAES256Wrap        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 45}    // RFC 3565
	oidAES256GCM         = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 46}    // RFC 5084
	oidRSAESOAEP         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 7}         // RFC 4055
	oidMGF1              = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 8}         // RFC 4055
)

// Sizes of what is fixed, and bounds of what is not.
const (
	MaxBytes = 32 << 20 // of anything that is opened: the largest report that is accepted is a quarter of that

	keyBytes   = 32 // AES-256
	nonceBytes = 12
	tagBytes   = 16

	minRSABits = 3072 // ANSSI: for use beyond 2030
	maxRSABits = 8192 // a larger one only costs time
)
