namespace Lora.Engine.Tests.Rooms;

/// <summary>Fails with everything that it was given, a line each.</summary>
internal static class Listing
{
    public static void Empty(string what, IEnumerable<string> items)
    {
        string[] sorted = [.. items.Order(StringComparer.Ordinal)];
        Assert.True(sorted.Length == 0, $"{sorted.Length} {what}:\n{string.Join('\n', sorted)}");
    }
}
