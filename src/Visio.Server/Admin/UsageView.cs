namespace Visio.Server.Admin;

/// <summary>How much this server is used.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Period"><c>day</c> or <c>month</c>.</param>
/// <param name="Periods">Each in which something happened.</param>
internal sealed record UsageView(DateOnly From, DateOnly To, string Period, IReadOnlyList<UsagePeriod> Periods);
