using FsCheck;
using FsCheck.Fluent;
using Lora.Imaging;
using Lora.Testing;

namespace Lora.Dataset.Tests.Quality;

public sealed class NearDuplicatesTests
{
    // between what a crop of a tenth changes and what parts different pictures; the default is lower, since drawings of one figure are alike
    private const int Threshold = 12;

    public static IEnumerable<TheoryDataRow<GoldenCase>> Pairs =>
        GoldenCases.Of("quality", golden => golden.Json.GetProperty("kind").GetString() == "pair");

    [Theory, MemberData(nameof(Pairs)), Trait("Golden", "quality")]
    public void Pair_IsTakenForWhatItIs(GoldenCase golden)
    {
        PictureHashes[] hashes = [Hashes("a"), Hashes("b")];
        Assert.Equal(golden.Json.GetProperty("duplicate").GetBoolean(), NearDuplicates.Groups(hashes, Threshold).Count == 1);

        PictureHashes Hashes(string name)
        {
            var file = File.ReadAllBytes(GoldenFolder.Find("quality", golden.Json.GetProperty(name).GetString()!));
            return PictureMeasures.Of(new ManagedCodec().Decode(file).Opaque(), file, 512).Hashes;
        }
    }

    [Fact]
    public void Groups_AreWhatNearPairsLink()
    {
        // 0 - 2 - 4 in a chain, 1 - 5 a pair, 3 near to nobody
        PictureHashes[] hashes =
        [
            new(0, 0), new(0xFFFF_FFFF, 0xFFFF_0000), new(0, 0b11), new(0, 0xFF00_FF00_FF00_FF00), new(0, 0b1111), new(0xFFFF_FFFE, 0xFFFF_0001),
        ];
        Assert.Equal([[0, 2, 4], [1, 5]], NearDuplicates.Groups(hashes, 2));
        Assert.Equal([[1, 5]], NearDuplicates.Groups(hashes, 1));
        Assert.Empty(NearDuplicates.Groups(hashes, 0));
    }

    [Fact]
    public void FrequenciesToo_HaveToBeNear()
    {
        var picture = new PictureHashes(0, 0);
        Assert.True(picture.IsNear(new(0xF, 0b11), 2));
        Assert.False(picture.IsNear(new(0x1F, 0b11), 2));
        Assert.False(picture.IsNear(new(0xF, 0b111), 2));
    }

    [Fact]
    public void EveryGroup_IsClosedAndLinked() => Prop.ForAll(
        Gen.Choose(0, 7).Select(bits => new PictureHashes((ulong)bits, (ulong)bits)).ListOf().Select(list => list.ToArray()).ToArbitrary(), hashes =>
        {
            var groups = NearDuplicates.Groups(hashes, 1);
            int[] members = [.. groups.SelectMany(group => group)];
            var groupOf = members.ToDictionary(i => i, i => groups.First(group => group.Contains(i)));
            return members.Distinct().Count() == members.Length && groups.All(group => group.SequenceEqual(group.Order()))
                && Enumerable.Range(0, hashes.Length).All(i => Enumerable.Range(0, i).All(j => !hashes[i].IsNear(hashes[j], 1)
                    || (groupOf.TryGetValue(i, out var its) && its.Contains(j))))
                && groups.All(group => group.All(i => group.Any(j => j != i && hashes[i].IsNear(hashes[j], 1))));
        }).QuickCheckThrowOnFailure();
}
