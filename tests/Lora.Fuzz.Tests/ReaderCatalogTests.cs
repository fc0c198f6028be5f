namespace Lora.Fuzz.Tests;

/// <summary>Nothing in <c>src</c> reads what nobody has tried to break it with.</summary>
public sealed class ReaderCatalogTests
{
    private static readonly string[] Registered = [.. ReaderCatalog.All.SelectMany(reader => reader.Sources).Distinct()];

    [Fact]
    public void EveryReader_IsRegistered()
    {
        var missing = SourceScan.Find().Where(file => !Registered.Contains(file.Key) && !NotReaders.All.ContainsKey(file.Key));
        Assert.True(!missing.Any(), "these read something: name them in a reader's Sources, or in NotReaders.All with the reason why nothing hostile "
            + $"comes that way\n{string.Join('\n', missing.Select(file => $"{file.Key} ({file.Value})").Order(StringComparer.Ordinal))}");
    }

    [Fact]
    public void WhatIsRegistered_IsThereAndReadsSomething() => Assert.Equal([], Registered.Concat(NotReaders.All.Keys).Except(SourceScan.Find().Keys));

    [Fact]
    public void WhatIsNoReader_HasAReason()
    {
        Assert.Empty(NotReaders.All.Keys.Intersect(Registered));
        Assert.All(NotReaders.All, other => Assert.True(other.Value.Length > 10, other.Key));
    }

    [Fact]
    public void Names_AreUnique() => Assert.Equal(ReaderCatalog.All.Count, ReaderCatalog.All.Select(reader => reader.Name).Distinct().Count());

    [Fact]
    public void Mutants_OfANumber_AreAlwaysTheSame()
    {
        var seeds = new[] { "{\"a\": [1, 2, {\"b\": \"c\"}]}"u8.ToArray(), "second, with 12 words\n"u8.ToArray() };
        var all = string.Concat(Enum.GetValues<InputForm>().Where(form => form is not (InputForm.Zip or InputForm.Gzip))
            .SelectMany(form => Enumerable.Range(0, 50).Select(i => Project.Digest.Of(Mutant.Of(seeds, form, (ulong)i)).ToUpperInvariant())));
        Assert.Equal("e9c58b684938b29e", Project.Digest.Of(all)[..16]);
    }

    [Theory]
    [InlineData("'a' is no number from 1 to 5.", true)]
    [InlineData("Unexpected character encountered while parsing value: x. LineNumber: 0 | BytePositionInLine: 1.", false)]
    [InlineData("Specified argument was out of the range of valid values. (Parameter 'index')", false)]
    [InlineData("System.FormatException: The input string 'x' was not in a correct format.", false)]
    [InlineData("", false)]
    public void Messages_AreForPeople(string message, bool isFine) => Assert.Equal(isFine, Trial.FaultOf(message) is null);
}
