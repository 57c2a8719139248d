using Visio.Rtc.Time;

namespace Visio.Rtc.Turn;

/// <summary>
/// How many answers strangers of a network get in a second. A request over UDP may have a forged sender, and its answer is longer than it:
/// whom it would hit gets few of them (RFC 8656 §21.2). Networks share places by their hash.
/// </summary>
internal sealed class RefusalBudget(int perSecond)
{
    private const int Places = 1024;

    private readonly (long Second, int Count)[] _places = new (long Second, int Count)[Places];

    public bool TryTake(TransportAddress client, Instant now)
    {
        var network = client.IsIPv4 ? client.Low >> 8 : client.High >> 16;
        ref var place = ref _places[(network * 0x9E3779B97F4A7C15) >> 54];
        var second = now.Ticks / TimeSpan.TicksPerSecond;
        place = place.Second == second ? (second, place.Count + 1) : (second, 1);
        return place.Count <= perSecond;
    }
}
