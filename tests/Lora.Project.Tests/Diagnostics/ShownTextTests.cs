namespace Lora.Project.Tests.Diagnostics;

/// <summary>What a finding quotes of somebody else's file cannot play tricks on who reads it.</summary>
public sealed class ShownTextTests
{
    [Theory]
    [InlineData("'a' is no number.", "'a' is no number.")]
    [InlineData("'a\nx.loraproj(1,1): error LORA1001: b'", "'a x.loraproj(1,1): error LORA1001: b'")]
    [InlineData("'\u001b[2J\0' of 'été 日本 🦀'", "'\uFFFD[2J\uFFFD' of 'été 日本 🦀'")]
    [InlineData("'\u202Egnp.exe\u2066'", "'\uFFFDgnp.exe\uFFFD'")]
    public void Message_IsOneLineOfText(string message, string shown) =>
        Assert.Equal(shown, new Finding("LORA1001", Severity.Error, message).Message);

    [Fact]
    public void LongName_LeavesRoomForWhatToDo()
    {
        var finding = ProjectDiagnostics.UnknownProperty.At($"'{string.Concat(Enumerable.Repeat("🦀", 100_000))}' is no property.");
        Assert.InRange(finding.Message.Length, ShownText.Longest - 2, ShownText.Longest);
        Assert.EndsWith(ProjectDiagnostics.UnknownProperty.Fix, finding.Message, StringComparison.Ordinal);
        Assert.Equal(finding.Message, (finding with { Line = 3 }).Message);
    }
}
