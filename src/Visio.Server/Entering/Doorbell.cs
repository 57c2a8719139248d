using System.Threading.Channels;

namespace Visio.Server.Entering;

/// <summary>Wakes one waiter; rung often, it wakes once. Any thread may ring.</summary>
internal sealed class Doorbell
{
    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => _rings.Writer.TryWrite(true);

    /// <summary>Completes once it was rung since the last time.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _rings.Reader.ReadAsync(cancellationToken);
}
