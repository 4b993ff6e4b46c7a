// Package cms makes and opens the envelope of a report: what an operator signed, encrypted to the service that it is for.
//
//	signed, err := cms.Sign(content, signer, at)      // SignedData, RFC 5652
//	sealed, err := cms.Encrypt(signed, certificate)   // AuthEnvelopedData, RFC 5083 and 5084
//
//	signed, err := cms.Decrypt(sealed, certificate, key)
//	message, err := cms.Verify(signed, authority, now)
//
// # Profile
//
// It writes one form and reads that form only, in DER, so that there is one way to understand a package:
//
//	ContentInfo id-ct-authEnvelopedData
//	  one recipient, named by issuer and serial number:
//	    P-256: ephemeral-static ECDH, dhSinglePass-stdDH-sha256kdf-scheme, AES-256 key wrap (RFC 5753, RFC 3394)
//	    RSA, 3072 to 8192 bits: RSAES-OAEP with SHA-256 and MGF1 with SHA-256 (RFC 3560)
//	  content: AES-256-GCM, 12-byte nonce, 16-byte tag, type id-data, and in it the DER of
//	    ContentInfo id-signedData
//	      one signer, ECDSA on P-256 with SHA-256, its certificate enclosed, and four signed attributes:
//	      content type, message digest, signing time, signing certificate (RFC 5035)
//	      content: type id-data
//
// The signature is inside: who carries a package does not learn who signed it. The openssl command line of Debian 12 opens it:
//
//	openssl cms -decrypt -inform DER -in package.p7m -recip target.crt -inkey target.key -out signed.der
//	openssl cms -verify -inform DER -in signed.der -CAfile authority.crt -out package.zip
//
// A signature says nothing about whom a package was encrypted to: a recipient can encrypt it again to another one. What is signed
// must therefore name its target, and whoever opens it must compare.
//
// Everything that is read is bounded by [MaxBytes]; errors never hold content. Nothing here knows what a report is.
package cms
