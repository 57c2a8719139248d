using System.Text;

namespace Visio.LiveKit.Signalling;

/// <summary>The largest values of what a participant says about itself, in UTF-8 bytes.</summary>
internal static class JoinLimits
{
    public const int Identity = 256;
    public const int RoomName = 256;
    public const int Name = 256;
    public const int Metadata = 512 * 1024;
    public const int Attributes = 64 * 1024;

    /// <summary>Whether a participant with these attributes would say too much with what is to be changed.</summary>
    public static bool Exceeds(
        IEnumerable<KeyValuePair<string, string>> present, string name, string metadata, IEnumerable<KeyValuePair<string, string>> attributes) =>
        Encoding.UTF8.GetByteCount(name) > Name
        || Encoding.UTF8.GetByteCount(metadata) > Metadata
        || present.Concat(attributes).GroupBy(a => a.Key, StringComparer.Ordinal)
            .Sum(g => Encoding.UTF8.GetByteCount(g.Key) + Encoding.UTF8.GetByteCount(g.Last().Value)) > Attributes;
}
