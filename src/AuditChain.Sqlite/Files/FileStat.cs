using System.Runtime.InteropServices;

namespace AuditChain.Sqlite.Files;

// Who owns a file, which .NET does not tell. Its own runtime library does, in one layout for every Unix and processor:
//
//   int32 flags, mode; uint32 uid, gid; int64 size, atime, atime ns, mtime, mtime ns, ctime, ctime ns, birth, birth ns, dev, rdev, inode; uint32 user flags

/// <summary>What the file system says of a name, symbolic links not followed.</summary>
/// <param name="Kind">Regular file, folder, link and so on, as in S_IFMT.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Owner">The user id.</param>
/// <param name="Group">The group id.</param>
internal readonly partial record struct FileStat(int Kind, int Mode, uint Owner, uint Group)
{
    private const int KindMask = 0xF000, RegularFile = 0x8000, Directory = 0x4000, GroupWrites = 0x10, OthersWrite = 0x02;

    public bool IsRegularFile => Kind == RegularFile;

    public bool IsFolder => Kind == Directory;

    public bool GroupMayWrite => (Mode & GroupWrites) != 0;

    public bool OthersMayWrite => (Mode & OthersWrite) != 0;

    /// <summary>Looks at a name; null when there is nothing of that name, or it may not be seen. Not for Windows.</summary>
    public static FileStat? Of(string path) =>
        SystemNative_LStat(path, out Native file) == 0 ? new FileStat(file.Mode & KindMask, file.Mode & ~KindMask, file.Owner, file.Group) : null;

    [LibraryImport("libSystem.Native", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SystemNative_LStat(string path, out Native output);

    [StructLayout(LayoutKind.Sequential)]
    private struct Native
    {
        public int Flags, Mode;
        public uint Owner, Group;
        public long Size, Access, AccessNs, Write, WriteNs, Change, ChangeNs, Birth, BirthNs, Device, DeviceOfNode, Inode;
        public uint UserFlags;
    }
}
