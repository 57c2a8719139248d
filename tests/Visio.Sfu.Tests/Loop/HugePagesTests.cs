using System.Globalization;
using Visio.Sfu.Loop;

namespace Visio.Sfu.Tests.Loop;

public sealed class HugePagesTests
{
    /// <summary>What the collector has set aside lies between a library and a stack with its guard page; of 2 GiB, it uses two parts.</summary>
    private const string Mappings =
        """
        55d0c4a00000-55d0c4a20000 r-xp 00000000 fe:00 1234                       /usr/bin/dotnet
        7e8000000000-7e8000400000 rw-p 00000000 00:00 0 
        7e8000400000-7e8060000000 ---p 00000000 00:00 0 
        7e8060000000-7e8060800000 rw-p 00000000 00:00 0 
        7e8060800000-7e8080000000 ---p 00000000 00:00 0 
        7e8080000000-7e8080001000 r--p 00000000 00:00 0 
        7e8080001000-7e8080801000 rw-p 00000000 00:00 0 
        7e8090000000-7e8090021000 rw-p 00000000 00:00 0                          [heap]
        """;

    [Theory]
    [InlineData("7e8000000000")]
    [InlineData("7e8000123456")]
    [InlineData("7e8060000010")]
    public void All_that_was_set_aside_at_once_is_found(string address) =>
        Assert.Equal((Number("7e8000000000"), Number("7e8080000000")), HugePages.Around(Number(address), Mappings.Split('\n')));

    [Theory]
    [InlineData("55d0c4a00010")]
    [InlineData("7e8080000800")]
    [InlineData("7e8088000000")]
    [InlineData("7e8090000010")]
    [InlineData("7fff00000000")]
    public void An_address_that_is_not_plain_memory_has_nothing_around_it(string address) =>
        Assert.Equal(default, HugePages.Around(Number(address), Mappings.Split('\n')));

    [Fact]
    public void The_kernel_is_told_for_all_that_the_collector_manages()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        HugePages.AskForHeap();

        // "hg": MADV_HUGEPAGE was given (proc_pid_smaps(5)); a kernel without transparent huge pages knows no such flag.
        if (File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"))
        {
            var flags = File.ReadLines("/proc/self/smaps").Where(l => l.StartsWith("VmFlags:", StringComparison.Ordinal));
            Assert.Contains(flags, l => l.Split(' ').Contains("hg"));
        }
    }

    private static nuint Number(string address) => nuint.Parse(address, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
