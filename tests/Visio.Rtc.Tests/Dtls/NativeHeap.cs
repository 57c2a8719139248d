using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace Visio.Rtc.Tests.Dtls;

/// <summary>What native code has allocated, by glibc's own account of all its arenas.</summary>
internal static partial class NativeHeap
{
    /// <summary>Bytes that were taken with malloc and not given back.</summary>
    public static long Used()
    {
        var stream = open_memstream(out var text, out _);
        _ = malloc_info(0, stream);
        _ = fclose(stream);
        var totals = XDocument.Parse(Marshal.PtrToStringUTF8(text)!).Root!;
        free(text);
        return Size(totals, "system", "current") + Size(totals, "total", "mmap") - Size(totals, "total", "fast") - Size(totals, "total", "rest");
    }

    private static long Size(XElement totals, string name, string type) =>
        long.Parse(totals.Elements(name).Single(e => e.Attribute("type")!.Value == type).Attribute("size")!.Value, CultureInfo.InvariantCulture);

    [LibraryImport("libc")]
    private static partial nint open_memstream(out nint text, out nint length);

    [LibraryImport("libc")]
    private static partial int malloc_info(int options, nint stream);

    [LibraryImport("libc")]
    private static partial int fclose(nint stream);

    [LibraryImport("libc")]
    private static partial void free(nint pointer);
}
