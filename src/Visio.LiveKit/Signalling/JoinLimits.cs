namespace Visio.LiveKit.Signalling;

/// <summary>The largest values of what a participant says about itself, in UTF-8 bytes.</summary>
internal static class JoinLimits
{
    public const int Identity = 256;
    public const int RoomName = 256;
    public const int Name = 256;
    public const int Metadata = 512 * 1024;
    public const int Attributes = 64 * 1024;
}
