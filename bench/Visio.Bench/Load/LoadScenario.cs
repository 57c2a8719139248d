using System.Globalization;
using Visio.Bench.Clients;
using Visio.LiveKit.Protocol;

namespace Visio.Bench.Load;

/// <summary>Who is in the room and what they send and watch.</summary>
/// <param name="Publishers">Participants that send, and watch each other.</param>
/// <param name="Viewers">Participants that only watch.</param>
internal sealed record LoadScenario(int Publishers, int Viewers)
{
    /// <summary>How many rooms there are of this kind.</summary>
    public int Rooms { get; init; } = 1;

    /// <summary>Whether there are no pictures.</summary>
    public bool IsAudioOnly { get; init; }

    /// <summary>Whether pictures are sent in three layers.</summary>
    public bool IsSimulcast { get; init; }

    /// <summary>Whether the packets of a picture are spread over time as browsers do it: 2.5 times as fast as the picture's rate, in steps of 5 ms.</summary>
    public bool IsPaced { get; init; }

    /// <summary>The layer that is asked for of every picture; null for the best there is.</summary>
    public VideoQuality? Quality { get; init; }

    public string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Rooms > 1 ? $"{Rooms} rooms of " : "")}{Publishers} × {(Viewers > 0 ? Viewers : Publishers)}{(IsAudioOnly ? ", sound only" : "")}{(IsPaced ? ", paced" : "")}{(Quality is { } q ? $", {LayerName(q)}" : "")}");

    /// <summary>Streams that arrive at all participants of all rooms together.</summary>
    public int Streams => Rooms * ((Publishers * (Publishers - 1)) + (Publishers * Viewers)) * (IsAudioOnly ? 1 : 2);

    /// <summary>Participants that receive something.</summary>
    public int Receivers => Rooms * (Publishers > 1 ? Publishers + Viewers : Viewers);

    public IReadOnlyList<StreamFormat> Pictures => IsAudioOnly ? [] : !IsSimulcast ? [Paced(StreamFormat.Picture720)] :
    [
        StreamFormat.Picture180 with { Rid = "q" },
        StreamFormat.Picture360 with { Rid = "h" },
        Paced(StreamFormat.Picture720 with { Rid = "f" }),
    ];

    /// <summary>A call in which everybody sends three layers and watches tiles: the smaller, the more there are.</summary>
    public static LoadScenario Meeting(int people) => new(people, 0) { IsSimulcast = true, Quality = people <= 8 ? VideoQuality.Medium : VideoQuality.Low };

    private StreamFormat Paced(StreamFormat format) => IsPaced ? format with { BurstPackets = 2 } : format;

    private static string LayerName(VideoQuality quality) => quality switch
    {
        VideoQuality.Low => "180p tiles",
        VideoQuality.Medium => "360p tiles",
        _ => "720p",
    };
}
