using Visio.Sfu.Loop;

namespace Visio.Sfu.Tests.Loop;

public sealed class MediaThreadTests
{
    [Fact]
    public void A_pinned_thread_stays_on_one_processor()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var allowed = new List<string>();
        for (var i = 0; i < Environment.ProcessorCount; i++)
        {
            var index = i;
            var thread = new Thread(() =>
            {
                MediaThread.Pin(index);
                allowed.Add(Status("Cpus_allowed_list"));
            });
            thread.Start();
            thread.Join();
        }

        Assert.Equal(allowed.Count, allowed.Distinct().Count());
        Assert.All(allowed, cpus => Assert.True(int.TryParse(cpus, out _), cpus));
    }

    /// <summary>Threads of the pool that are begun from a media thread are not preferred: that would be nobody's preference.</summary>
    [Fact]
    public void What_a_preferred_thread_starts_is_not_preferred()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var (own, heir, before) = (0, 0, Nice());
        var thread = new Thread(() =>
        {
            MediaThread.Prefer();
            own = Nice();
            var child = new Thread(() => heir = Nice());
            child.Start();
            child.Join();
        });
        thread.Start();
        thread.Join();
        Assert.True(own == before || own == -10, $"nice {own}");
        Assert.Equal(own == before ? before : 0, heir);
    }

    private static string Status(string name) =>
        File.ReadLines("/proc/thread-self/status").First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(':')[1].Trim();

    // proc(5): the 19th field; the name before it may have spaces.
    private static int Nice()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
    }
}
