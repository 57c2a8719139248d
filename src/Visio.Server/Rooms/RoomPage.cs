namespace Visio.Server.Rooms;

/// <summary>How long the lists of this feature are.</summary>
internal static class RoomPage
{
    private const int Usual = 50;
    private const int Most = 100;

    /// <summary>What was asked for, brought into range.</summary>
    public static int Size(int? asked) => Math.Clamp(asked ?? Usual, 1, Most);
}
