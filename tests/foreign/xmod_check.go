// Checks a log of ours with golang.org/x/mod/sumdb/{note,tlog}, as they are: no code of ours in between
// but reading files, and the message that a cosignature signs.
//
//	xmod_check log DIR VKEY [CHECKPOINT...]         a published log, and older checkpoints it grew out of
//	xmod_check proof FILE ENTRY VKEY [WITNESS...]   a .tlog-proof
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// folder reads the tiles of a published log.
type folder string

func (f folder) Height() int                      { return height }
func (f folder) SaveTiles([]tlog.Tile, [][]byte)  {}
func (f folder) file(path string) ([]byte, error) { return os.ReadFile(filepath.Join(string(f), path)) }
func (f folder) tile(t tlog.Tile) ([]byte, error) {
	path := strings.Replace(t.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
	return f.file(strings.Replace(path, "tile/data/", "tile/entries/", 1))
}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, t := range tiles {
		raw, err := f.tile(t)
		if err != nil {
			return nil, err
		}
		found = append(found, raw)
	}
	return found, nil
}

// witness checks a cosignature/v1, C2SP tlog-cosignature.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(text, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(w.key, append([]byte(head), text...), sig[8:])
}

func readWitness(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("no key of a witness")
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 33 || raw[0] != 4 {
		return nil, errors.New("no key of a witness")
	}
	return witness{parts[0], uint32(hash), raw[1:]}, nil
}

// open checks the signatures of a checkpoint, one of each of these keys.
func open(raw []byte, keys ...note.Verifier) (tlog.Tree, error) {
	var tree tlog.Tree
	opened, err := note.Open(raw, note.VerifierList(keys...))
	if err != nil {
		return tree, err
	}
	if len(opened.Sigs) != len(keys) {
		return tree, fmt.Errorf("%d of %d signatures", len(opened.Sigs), len(keys))
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != keys[0].Name() {
		return tree, errors.New("no checkpoint of this log")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

func checkLog(f folder, vkey string, older []string) error {
	key, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	raw, err := f.file("checkpoint")
	if err != nil {
		return err
	}
	tree, err := open(raw, key)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, f)
	for _, path := range older {
		if err := checkOlder(path, key, tree, reader); err != nil {
			return err
		}
	}
	for first := int64(0); first < tree.N; first += 1 << height {
		if err := checkBundle(f, tree, first, reader); err != nil {
			return err
		}
	}
	return nil
}

func checkOlder(path string, key note.Verifier, tree tlog.Tree, reader tlog.HashReader) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	old, err := open(raw, key)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

// checkBundle holds the entries of a bundle against leaf hashes that tlog answers for.
func checkBundle(f folder, tree tlog.Tree, first int64, reader tlog.HashReader) error {
	width := min(tree.N-first, 1<<height)
	raw, err := f.tile(tlog.Tile{H: height, L: -1, N: first >> height, W: int(width)})
	if err != nil {
		return err
	}
	var indexes []int64
	for i := range width {
		indexes = append(indexes, tlog.StoredHashIndex(0, first+i))
	}
	hashes, err := reader.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for i, hash := range hashes {
		if len(raw) < 2 || len(raw) < 2+int(binary.BigEndian.Uint16(raw)) {
			return fmt.Errorf("entry %d is cut off", first+int64(i))
		}
		size := 2 + int(binary.BigEndian.Uint16(raw))
		if tlog.RecordHash(raw[2:size]) != hash {
			return fmt.Errorf("entry %d is not that of its leaf hash", first+int64(i))
		}
		raw = raw[size:]
	}
	if len(raw) != 0 {
		return errors.New("more entries than the log has")
	}
	// One proof out of each bundle, made and checked by tlog.
	proof, err := tlog.ProveRecord(tree.N, first, reader)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, first, hashes[0])
}

func checkProof(file, entry, vkey string, witnesses []string) error {
	key, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	keys := []note.Verifier{key}
	for _, one := range witnesses {
		known, err := readWitness(one)
		if err != nil {
			return err
		}
		keys = append(keys, known)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	leaf, err := os.ReadFile(entry)
	if err != nil {
		return err
	}
	top, checkpoint, _ := bytes.Cut(raw, []byte("\n\n"))
	tree, err := open(checkpoint, keys...)
	if err != nil {
		return err
	}
	lines := strings.Split(string(top), "\n")
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("no proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf))
}

func main() {
	words := os.Args[1:]
	var err error
	switch {
	case len(words) >= 3 && words[0] == "log":
		err = checkLog(folder(words[1]), words[2], words[3:])
	case len(words) >= 4 && words[0] == "proof":
		err = checkProof(words[1], words[2], words[3], words[4:])
	default:
		err = errors.New("log DIR VKEY [CHECKPOINT...] or proof FILE ENTRY VKEY [WITNESS...]")
	}
	if err != nil {
		fmt.Println("FAILS:", err)
		os.Exit(1)
	}
	fmt.Println("HOLDS")
}
