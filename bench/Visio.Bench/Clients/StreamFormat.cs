using System.Text;
using Visio.Rtc;

namespace Visio.Bench.Clients;

/// <summary>What a stream sends, and how often.</summary>
internal sealed record StreamFormat
{
    /// <summary>Opus: a frame of 20 ms in each packet, about 32 kbit/s.</summary>
    public static readonly StreamFormat Sound = new()
    {
        Kind = MediaKind.Audio,
        PayloadType = 111,
        ClockRate = 48_000,
        TimestampStep = 960,
        FrameInterval = TimeSpan.FromMilliseconds(20),
        PacketSize = 80,
    };

    /// <summary>VP8, 1280×720: 30 pictures of five packets a second, 1.25 Mbit/s on average.</summary>
    public static readonly StreamFormat Picture720 = Picture(1280, 720, 1100, 5, 20);

    /// <summary>VP8, 640×360: two packets, 0.4 Mbit/s.</summary>
    public static readonly StreamFormat Picture360 = Picture(640, 360, 1000, 2, 8);

    /// <summary>VP8, 320×180: one packet, 0.13 Mbit/s.</summary>
    public static readonly StreamFormat Picture180 = Picture(320, 180, 700, 1, 3);

    public required MediaKind Kind { get; init; }

    public required byte PayloadType { get; init; }

    public byte RepairPayloadType { get; init; }

    public required int ClockRate { get; init; }

    public required uint TimestampStep { get; init; }

    public required TimeSpan FrameInterval { get; init; }

    /// <summary>Payload of all packets of a frame but the last, in bytes.</summary>
    public required int PacketSize { get; init; }

    public int FramePackets { get; init; } = 1;

    public int KeyFramePackets { get; init; } = 1;

    /// <summary>How many packets leave at once; the rest of a frame follows in steps of 5 ms.</summary>
    public int BurstPackets { get; init; } = int.MaxValue;

    public int Width { get; init; }

    public int Height { get; init; }

    public string Mid
    {
        get;
        init
        {
            field = value;
            MidBytes = Encoding.ASCII.GetBytes(value);
        }
    } = "";

    /// <summary>The layer's name in simulcast; empty without.</summary>
    public string Rid
    {
        get;
        init
        {
            field = value;
            RidBytes = Encoding.ASCII.GetBytes(value);
        }
    } = "";

    public byte[] MidBytes { get; private init; } = [];

    public byte[] RidBytes { get; private init; } = [];

    /// <summary>Frames differ: the last packet has 40 to 100 % of the size of the others.</summary>
    public int LastPacketSize(int picture) => Kind == MediaKind.Audio ? PacketSize : PacketSize * (40 + (picture * 37 % 61)) / 100;

    private static StreamFormat Picture(int width, int height, int size, int packets, int keyFramePackets) => new()
    {
        Kind = MediaKind.Video,
        PayloadType = 96,
        RepairPayloadType = 97,
        ClockRate = 90_000,
        TimestampStep = 3000,
        FrameInterval = TimeSpan.FromSeconds(1) / 30,
        PacketSize = size,
        FramePackets = packets,
        KeyFramePackets = keyFramePackets,
        Width = width,
        Height = height,
    };
}
