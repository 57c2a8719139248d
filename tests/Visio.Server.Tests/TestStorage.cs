namespace Visio.Server.Tests;

/// <summary>
/// Where tests put their data: in memory where there is room, since each acknowledged write of SQLite waits for the disk otherwise, and no
/// test takes the machine down to see what is left.
/// </summary>
internal static class TestStorage
{
    private const string Memory = "/dev/shm";
    private const long Needed = 2L << 30;

    public static string Folder { get; } =
        Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Needed ? Memory : System.IO.Path.GetTempPath();
}
