using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;

namespace Visio.LiveKit.Rooms;

/// <summary>A participant as its own room describes it to another. Nothing in it changes any more.</summary>
/// <param name="Join">What it joined its own room with.</param>
/// <param name="JoinedAt">When that was.</param>
/// <param name="Info">What is told of it.</param>
/// <param name="Audience">Who may receive its tracks; null means everybody.</param>
/// <param name="Tracks">Its tracks, of which <paramref name="Info"/> says the rest.</param>
internal sealed record ForwardedState(
    JoinParameters Join, DateTimeOffset JoinedAt, ParticipantInfo Info, Audience? Audience, IReadOnlyList<ForwardedTrack> Tracks);
