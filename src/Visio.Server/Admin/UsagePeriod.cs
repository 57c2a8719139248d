namespace Visio.Server.Admin;

/// <summary>What happened in a day or a month (UTC). A meeting counts where it began, minutes where somebody joined.</summary>
/// <param name="Start">Its first day.</param>
/// <param name="Meetings">Meetings that began.</param>
/// <param name="ParticipantMinutes">How long everybody was there, added up.</param>
/// <param name="Peak">The most people in one meeting.</param>
/// <param name="People">Different accounts and guests.</param>
/// <param name="Rooms">Different rooms.</param>
internal sealed record UsagePeriod(DateOnly Start, int Meetings, long ParticipantMinutes, int Peak, int People, int Rooms);
