namespace Visio.Server.Certificates;

/// <summary>Writes files that their owner alone may read.</summary>
internal static class PrivateFile
{
    /// <summary>Puts a file in its place at once: nobody ever reads half of it.</summary>
    public static void Write(string file, string text)
    {
        var folder = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var aside = Path.Combine(folder, $".{Path.GetFileName(file)}.{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var writer = new StreamWriter(aside, options))
        {
            writer.Write(text);
            writer.Flush();
            ((FileStream)writer.BaseStream).Flush(flushToDisk: true);
        }

        File.Move(aside, file, overwrite: true);
    }
}
