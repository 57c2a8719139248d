namespace Visio.Fuzz;

/// <summary>What a target asserts.</summary>
public static class Oracle
{
    public static void Holds(bool condition, string broken)
    {
        if (!condition)
        {
            throw new InvalidOperationException(broken);
        }
    }
}
