package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"

	"golang.org/x/crypto/argon2"

	"vigie.example/internal/seal"
)

// The key file is one PEM block. Never change what these say: files outlive programs.
const (
	keyBlock       = "VIGIE AUTHORITY PRIVATE KEY"
	headerPublic   = "Public"     // base64 of the public half; of an encrypted key only
	headerCipher   = "Encryption" // encryptionName, or absent
	headerSalt     = "Salt"
	encryptionName = "argon2id-m65536-t3-p4-aes256gcm"
)

// The cost of a guess at an encrypted authority key: RFC 9106, section 4, second recommended option.
const (
	keyMemoryKiB = 64 << 10
	keyPasses    = 3
	keyLanes     = 4
	keySaltBytes = 16
)

// encodeKey returns the key file's text; with a passphrase the private number is encrypted.
func encodeKey(key *seal.SigningKey, passphrase string) (string, error) {
	raw, err := key.Bytes()
	if err != nil {
		return "", err
	}
	defer clear(raw)
	block := &pem.Block{Type: keyBlock, Bytes: raw}
	if passphrase != "" {
		salt := make([]byte, keySaltBytes)
		_, _ = rand.Read(salt) // never fails
		box, err := keyBox(passphrase, salt)
		if err != nil {
			return "", err
		}
		nonce := make([]byte, box.NonceSize())
		_, _ = rand.Read(nonce)
		block.Headers = map[string]string{
			headerPublic: base64.StdEncoding.EncodeToString(key.Public()), headerCipher: encryptionName, headerSalt: base64.StdEncoding.EncodeToString(salt),
		}
		block.Bytes = box.Seal(nonce, nonce, raw, key.Public())
	}
	return string(pem.EncodeToMemory(block)), nil
}

func keyBox(passphrase string, salt []byte) (cipher.AEAD, error) {
	key := argon2.IDKey([]byte(passphrase), salt, keyPasses, keyMemoryKiB, keyLanes, 32)
	defer clear(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// readKey opens a key file; passphrase is asked for if it is encrypted.
func readKey(file string, passphrase func() (string, error)) (*seal.SigningKey, error) {
	block, err := readBlock(file)
	if err != nil {
		return nil, err
	}
	raw := block.Bytes
	defer func() { clear(block.Bytes); clear(raw) }()
	var public []byte
	if block.Headers[headerCipher] != "" {
		if public, err = publicHeader(file, block); err != nil {
			return nil, err
		}
		typed, err := passphrase()
		if err != nil {
			return nil, err
		}
		if raw, err = decrypt(block, public, typed); err != nil {
			return nil, err
		}
	}
	key, err := seal.ParseSigningKey(raw)
	if err != nil || public != nil && !bytes.Equal(key.Public(), public) {
		return nil, damagedKey(file)
	}
	return key, nil
}

func decrypt(block *pem.Block, public []byte, passphrase string) ([]byte, error) {
	salt, err := base64.StdEncoding.DecodeString(block.Headers[headerSalt])
	if err != nil || len(salt) != keySaltBytes {
		return nil, problem("the authority key is damaged: its salt is not one")
	}
	box, err := keyBox(passphrase, salt)
	if err != nil {
		return nil, err
	}
	if len(block.Bytes) < box.NonceSize() {
		return nil, problem("the authority key is damaged: it is too short")
	}
	raw, err := box.Open(nil, block.Bytes[:box.NonceSize()], block.Bytes[box.NonceSize():], public)
	if err != nil {
		return nil, problem("this passphrase does not open the authority key (or the file is damaged)")
	}
	return raw, nil
}

// publicHalf returns the public key; of an encrypted file without opening the private one.
func publicHalf(file string) ([]byte, error) {
	block, err := readBlock(file)
	if err != nil {
		return nil, err
	}
	defer clear(block.Bytes)
	if block.Headers[headerCipher] != "" {
		return publicHeader(file, block)
	}
	key, err := seal.ParseSigningKey(block.Bytes)
	if err != nil {
		return nil, damagedKey(file)
	}
	defer key.Destroy()
	return key.Public(), nil
}

func readBlock(file string) (*pem.Block, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fileProblem("the authority key cannot be read", err)
	}
	defer clear(text)
	block, _ := pem.Decode(text)
	if block == nil || block.Type != keyBlock {
		return nil, problem(fmt.Sprintf("%s does not hold an authority key: name the file that vigiectl authority init made", file))
	}
	switch block.Headers[headerCipher] {
	case "", encryptionName:
		return block, nil
	}
	return nil, problem(fmt.Sprintf("%s is encrypted in a way that this version does not know: use the vigiectl that made it, or a later one", file))
}

func publicHeader(file string, block *pem.Block) ([]byte, error) {
	public, err := base64.StdEncoding.DecodeString(block.Headers[headerPublic])
	if err != nil || len(public) != seal.PublicKeyBytes {
		return nil, damagedKey(file)
	}
	return public, nil
}

func damagedKey(file string) error {
	return problem(fmt.Sprintf("the authority key in %s is damaged: restore it from its copy", file))
}
