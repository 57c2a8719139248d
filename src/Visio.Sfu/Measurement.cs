namespace Visio.Sfu;

/// <summary>Puts together how things went on all loops of a room.</summary>
/// <param name="loops">Of how many.</param>
/// <param name="emit">Told once, from the thread of the last of them.</param>
internal sealed class Measurement(int loops, Action<MediaEvent.QualityMeasured> emit)
{
    private readonly Lock _lock = new();
    private readonly List<MediaEvent.QualityMeasured> _parts = [];

    public void Add(MediaEvent.QualityMeasured part)
    {
        lock (_lock)
        {
            _parts.Add(part);
            if (_parts.Count < loops)
            {
                return;
            }
        }

        emit(loops == 1
            ? part
            : new(_parts.SelectMany(p => p.Publications).ToDictionary(), _parts.SelectMany(p => p.Subscriptions).ToDictionary())
            {
                Peers = _parts.SelectMany(p => p.Peers).ToDictionary(),
            });
    }
}
