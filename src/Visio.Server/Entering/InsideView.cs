namespace Visio.Server.Entering;

/// <summary>Who is in a room, for somebody at its door.</summary>
/// <param name="Count">How many.</param>
/// <param name="People">The first 20 of them; nobody where the caller could not walk in.</param>
internal sealed record InsideView(int Count, IReadOnlyList<InsideView.Person> People)
{
    /// <summary>Somebody inside.</summary>
    /// <param name="Name">The name as the others see it.</param>
    /// <param name="Guest">Whether they are in without an account.</param>
    internal sealed record Person(string Name, bool Guest);
}
