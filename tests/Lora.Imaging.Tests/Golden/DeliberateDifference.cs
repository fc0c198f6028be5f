using Lora.Testing;

namespace Lora.Imaging.Tests.Golden;

/// <summary>
/// Where we answer otherwise than the recorded reader, on purpose, and what our answer is: a problem, or the hash of the picture's own bytes.
/// </summary>
/// <param name="Pattern">Of names, with '*'.</param>
/// <param name="Why">One sentence.</param>
internal sealed record DeliberateDifference(string Pattern, string Why, ImageProblem? Problem = null, string? Sha256 = null)
{
    public static IReadOnlyList<DeliberateDifference> All { get; } = [];

    public static DeliberateDifference? Of(string name) => All.FirstOrDefault(each => WaitingList.Matches(each.Pattern, name));
}
