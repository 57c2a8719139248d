namespace Visio.Sfu.Allocation;

/// <summary>Which tracks go first while not all fit. Subscribers may set others (<c>UpdateTrackSettings.priority</c>, 1 to 255).</summary>
internal static class AllocationPriority
{
    /// <summary>A shared screen.</summary>
    public const int Screen = 255;

    /// <summary>The camera of who speaks.</summary>
    public const int Speaker = 128;

    /// <summary>Any other camera.</summary>
    public const int Camera = 1;
}
