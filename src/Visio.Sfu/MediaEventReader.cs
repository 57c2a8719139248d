using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Visio.Sfu;

/// <summary>Reads a room's events and gives back the room that data messages took in their peer's budget.</summary>
internal sealed class MediaEventReader(ChannelReader<MediaEvent> inner) : ChannelReader<MediaEvent>
{
    public override Task Completion => inner.Completion;

    public override bool TryRead([MaybeNullWhen(false)] out MediaEvent item)
    {
        var read = inner.TryRead(out item);
        if (item is MediaEvent.DataReceived data)
        {
            data.Budget?.Release(data.Message.Length);
        }

        return read;
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => inner.WaitToReadAsync(cancellationToken);
}
