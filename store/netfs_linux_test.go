package store

import (
	"bufio"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Network file systems are told by their magic number, FUSE ones by their mount.
func TestNetworkKind(t *testing.T) {
	t.Parallel()
	if kind := networkKind(t.TempDir()); kind != "" {
		t.Errorf("the temporary folder is said to be on %s", kind)
	}
	for magic, want := range map[uint32]string{
		unix.NFS_SUPER_MAGIC: "nfs", unix.CIFS_SUPER_MAGIC: "smb", unix.SMB2_SUPER_MAGIC: "smb",
		unix.V9FS_MAGIC: "9p", unix.EXT4_SUPER_MAGIC: "", unix.XFS_SUPER_MAGIC: "", unix.TMPFS_MAGIC: "",
	} {
		if got := networkMagic(magic); got != want {
			t.Errorf("%x is %q, want %q", magic, got, want)
		}
	}
	const mounts = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 0:35 / /mnt/far rw,nosuid - fuse.sshfs me@far:/ rw,user_id=0
41 40 0:36 / /mnt/far/near rw - fuse.ntfs3 /dev/sdb1 rw
`
	for path, want := range map[string]string{
		"/": "", "/mnt/far": "fuse.sshfs", "/mnt/far/shop": "fuse.sshfs", "/mnt/farther": "", "/mnt/far/near/shop": "",
	} {
		if got := networkFuse(bufio.NewScanner(strings.NewReader(mounts)), path); got != want {
			t.Errorf("%s is on %q, want %q", path, got, want)
		}
	}
}
