// Reads a folder of tiles with golang.org/x/mod/sumdb, which is not ours: the checkpoint's signature by note, every tile against
// the tree by tlog.TileHashReader, proofs of records and of a smaller tree, and each entry bundle against its leaves.
//
//	tlogcheck FOLDER VKEY
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(f), path(tile)))
		if err != nil && tile.W < 256 {
			full := tile
			full.W = 256
			data, err = os.ReadFile(filepath.Join(string(f), path(full)))
			if err == nil {
				data = data[:tile.W*32]
			}
		}
		if err != nil {
			return nil, err
		}
		read = append(read, data)
	}
	return read, nil
}

// tile/8/L/N[.p/W] of the library is tile/L/N[.p/W] of tlog-tiles.
func path(tile tlog.Tile) string { return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/") }

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	dir := folder(os.Args[1])
	verifier, err := note.NewVerifier(os.Args[2])
	check(err)
	content, err := os.ReadFile(filepath.Join(string(dir), "checkpoint"))
	check(err)
	opened, err := note.Open(content, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)

	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, dir)
	entries := 0
	for i := int64(0); i < size; i++ {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})
		check(err)
		line, err := entry(dir, size, i)
		check(err)
		if tlog.RecordHash(line) != hashes[0] {
			log.Fatalf("entry %d does not hash to its leaf", i)
		}
		if i < 3 || i >= size-3 || i%97 == 0 {
			proof, err := tlog.ProveRecord(size, i, reader)
			check(err)
			check(tlog.CheckRecord(proof, size, root, i, hashes[0]))
		}
		entries++
	}
	for n := int64(1); n <= size; n = n*3 + 1 {
		smaller, err := tlog.TreeHash(n, reader)
		check(err)
		proof, err := tlog.ProveTree(size, n, reader)
		check(err)
		check(tlog.CheckTree(proof, size, root, n, smaller))
	}
	fmt.Printf("%d entries of %s\n", entries, lines[0])
}

var cache struct {
	index int64
	lines [][]byte
}

func entry(dir folder, size, i int64) ([]byte, error) {
	index := i / 256
	if cache.lines == nil || cache.index != index {
		width := 256
		if size-index*256 < 256 {
			width = int(size - index*256)
		}
		tile := tlog.Tile{H: 8, L: -1, N: index, W: width}
		name := "tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/data/")
		data, err := os.ReadFile(filepath.Join(string(dir), name))
		if err != nil {
			return nil, err
		}
		cache.index, cache.lines = index, nil
		for len(data) > 0 {
			length := int(binary.BigEndian.Uint16(data))
			cache.lines = append(cache.lines, data[2:2+length])
			data = data[2+length:]
		}
		if len(cache.lines) != width {
			return nil, fmt.Errorf("%s has %d entries, not %d", name, len(cache.lines), width)
		}
	}
	return cache.lines[i%256], nil
}
