using System.Globalization;
using System.Runtime.CompilerServices;

namespace Visio.Sfu.Loop;

/// <summary>
/// Asks Linux to keep what the garbage collector manages in pages of 2 MiB, where it does not by itself (transparent_hugepage/enabled says madvise). A packet
/// for one of hundreds of receivers reads a dozen objects of that receiver; in pages of 4 KiB each of them is first a walk
/// through the page tables, of which those of so much memory are in no cache.
/// </summary>
internal static class HugePages
{
    private const string Mappings = "/proc/self/maps";

    /// <summary>Asks, for all of the collector's memory, also that which it has not used yet. What is not allowed is left.</summary>
    public static void AskForHeap()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // One address inside is enough: the collector sets all of its memory aside at once and uses it piece by piece. Of something that was made
        // elsewhere: the compiler may put an object that does not leave this method on the stack.
        var mappings = File.ReadAllLines(Mappings);
        var (start, end) = Around(AddressOf(mappings), mappings);
        Libc.PreferHugePages(start, end - start);
    }

    /// <summary>
    /// From where to where anonymous memory lies around an address without a gap; nothing when that address is in none. What the maps do not tell
    /// apart may be among it: an arena of malloc, the stack of a thread.
    /// </summary>
    /// <param name="address">In this process.</param>
    /// <param name="mappings">Lines of /proc/pid/maps, in the order of their addresses (proc_pid_maps(5)).</param>
    internal static (nuint Start, nuint End) Around(nuint address, IEnumerable<string> mappings)
    {
        nuint start = 0;
        nuint end = 0;
        foreach (var mapping in mappings)
        {
            // 7f0000000000-7f0000400000 rw-p 00000000 00:00 0, and a name where it is not plain memory.
            var fields = mapping.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var dash = fields[0].IndexOf('-', StringComparison.Ordinal);
            var from = nuint.Parse(fields[0].AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var isPlain = fields.Length == 5 && fields[1] is "rw-p" or "---p";
            if (from != end || !isPlain)
            {
                if (start <= address && address < end)
                {
                    break;
                }

                start = from;
            }

            end = isPlain ? nuint.Parse(fields[0].AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : from;
        }

        return start <= address && address < end ? (start, end) : default;
    }

    private static nuint AddressOf(object target) => Unsafe.As<object, nuint>(ref target);
}
