using System.Security.Cryptography;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>Identifiers as clients know them: they parse the prefix, and the letters of a track's.</summary>
internal static class Sid
{
    // Letters and digits that cannot be taken for one another.
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string Room() => "RM_" + Random();

    public static string Participant() => "PA_" + Random();

    public static string Event() => "EV_" + Random();

    public static string Worker() => "AW_" + Random();

    public static string Job() => "AJ_" + Random();

    public static string Dispatch() => "AD_" + Random();

    public static string DataTrack() => "DTR_" + Random();

    public static string Node() => "ND_" + Random();

    public static string Track(TrackType type, TrackSource source)
    {
        var kind = type == TrackType.Audio ? 'A' : 'V';
        var from = source switch
        {
            TrackSource.Camera => 'C',
            TrackSource.Microphone => 'M',
            TrackSource.ScreenShare => 'S',
            TrackSource.ScreenShareAudio => 's',
            _ => 'U',
        };
        return $"TR_{kind}{from}{Random()}";
    }

    private static string Random() => RandomNumberGenerator.GetString(Alphabet, 12);
}
