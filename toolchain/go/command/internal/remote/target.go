package remote

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pkg/sftp"
)

// target writes files on the remote host.
type target struct {
	*sftp.Client
}

// copyPath copies a file or a folder, in the manner of the npm package:
//
//	source | dest is a folder     | dest is not there | dest is a file
//	dir    | dest/dir             | dest/dir          | error
//	dir/   | dest/x for x in dir  | dest/x for x …    | error
//	file   | dest/file            | dest              | dest (overwritten)
func (t target) copyPath(source, dest string) error {
	info, err := os.Stat(source)
	if err != nil {
		return fmt.Errorf("source: %w", err)
	}
	if info.IsDir() {
		if err := t.makeDir(dest); err != nil {
			return err
		}
		if !strings.HasSuffix(source, "/") {
			dest = path.Join(dest, filepath.Base(source))
		}
		return t.copyDir(source, dest)
	}
	isDir, err := t.isDir(dest)
	if err != nil {
		return err
	}
	if isDir {
		dest = path.Join(dest, filepath.Base(source))
	}
	return t.copyFile(source, dest)
}

func (t target) copyDir(source, dest string) error {
	return fs.WalkDir(os.DirFS(source), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("source: %w", err)
		case entry.IsDir():
			return t.makeDir(path.Join(dest, name))
		default:
			return t.copyFile(filepath.Join(source, name), path.Join(dest, name))
		}
	})
}

func (t target) copyFile(source, dest string) error {
	content, err := os.Open(source)
	if err != nil {
		return fmt.Errorf("source: %w", err)
	}
	defer content.Close()
	return t.write(content, dest)
}

func (t target) writeText(text, dest string) error {
	isDir, err := t.isDir(dest)
	if err != nil {
		return err
	}
	if isDir {
		return fmt.Errorf("remotePath %s is a folder there: a text needs the path of a file", dest)
	}
	return t.write(strings.NewReader(text), dest)
}

func (t target) write(content io.Reader, dest string) error {
	file, err := t.Create(dest)
	if err != nil {
		return fmt.Errorf("remote file %s: %w", dest, err)
	}
	_, err = file.ReadFrom(content)
	// A full disk may only show when the file is closed.
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("remote file %s: %w", dest, err)
	}
	return nil
}

func (t target) makeDir(dest string) error {
	isDir, err := t.isDir(dest)
	if err != nil || isDir {
		return err
	}
	if err := t.Mkdir(dest); err != nil {
		return fmt.Errorf("remote folder %s: %w", dest, err)
	}
	return nil
}

func (t target) isDir(dest string) (bool, error) {
	info, err := t.Stat(dest)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("remote path %s: %w", dest, err)
	}
	return info.IsDir(), nil
}
