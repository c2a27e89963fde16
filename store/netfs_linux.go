package store

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// networkKind names the network file system that holds dir, "" for a local one.
func networkKind(dir string) string {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return "" // opening the files will say what is wrong
	}
	if uint32(s.Type) != unix.FUSE_SUPER_MAGIC {
		return networkMagic(uint32(s.Type))
	}
	mounts, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer mounts.Close()
	abs, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	return networkFuse(bufio.NewScanner(mounts), abs)
}

func networkMagic(magic uint32) string {
	switch magic {
	case unix.NFS_SUPER_MAGIC:
		return "nfs"
	case unix.CIFS_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.SMB_SUPER_MAGIC:
		return "smb"
	case unix.V9FS_MAGIC:
		return "9p"
	case unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC:
		return "afs"
	case unix.CEPH_SUPER_MAGIC:
		return "ceph"
	case unix.CODA_SUPER_MAGIC, unix.NCP_SUPER_MAGIC:
		return "coda or ncp"
	}
	return ""
}

// networkFuse finds the FUSE type of the mount that holds path (proc(5),
// mountinfo: field 5 is the mount point, the type follows " - ").
func networkFuse(mounts *bufio.Scanner, path string) string {
	kind, longest := "", -1
	for mounts.Scan() {
		before, after, ok := strings.Cut(mounts.Text(), " - ")
		fields := strings.Fields(before)
		if !ok || len(fields) < 5 || len(fields[4]) <= longest {
			continue
		}
		if point := fields[4]; path == point || strings.HasPrefix(path, strings.TrimSuffix(point, "/")+"/") {
			kind, _, _ = strings.Cut(after, " ")
			longest = len(point)
		}
	}
	switch kind {
	case "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.davfs", "fuse.curlftpfs":
		return kind
	}
	return ""
}
