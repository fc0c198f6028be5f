using FsCheck;
using FsCheck.Fluent;

namespace Lora.Project.Tests.Planning;

public sealed class RegularizationBalanceTests
{
    [Theory]
    [InlineData("5 5", "1 1 1", "4 3 3")]
    [InlineData("2 2", "1 1 1 1", "1 1 1 1")]
    [InlineData("2 1", "1 1 1 1", "1 1 1")]
    [InlineData("3", "2 2 2", "2 2")]
    [InlineData("7", "", "")]
    [InlineData("9", "2 1", "5 4")]
    public void Samples_AreAsManyAsThoseOfTheTrainingImages(string images, string regularization, string balanced) =>
        Assert.Equal(Repeats(balanced), RegularizationBalance.Of(Images(Repeats(images)), Images(Repeats(regularization))).Select(image => image.Repeats));

    [Fact]
    public void Balance_IsThatOfKohyasLoop() => Prop.ForAll<PositiveInt[], PositiveInt[]>((images, regularization) =>
    {
        int[] train = [.. images.Select(repeats => repeats.Get)];
        int[] reg = [.. regularization.Select(repeats => repeats.Get)];
        return RegularizationBalance.Of(Images(train), Images(reg)).Select(image => image.Repeats).SequenceEqual(Kohya(train.Sum(), reg));
    }).QuickCheckThrowOnFailure();

    private static List<int> Kohya(int wanted, int[] regularization)
    {
        var used = new List<int>();
        var (samples, isFirst) = (0, true);
        while (samples < wanted && regularization.Length > 0)
        {
            for (var i = 0; i < regularization.Length && samples < wanted; i++)
            {
                if (isFirst)
                {
                    used.Add(regularization[i]);
                    samples += regularization[i];
                }
                else
                {
                    used[i]++;
                    samples++;
                }
            }

            isFirst = false;
        }

        return used;
    }

    private static int[] Repeats(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    private static ImageItem[] Images(int[] repeats) => [.. repeats.Select((count, i) => new ImageItem(i, $"{i}.png", "", "", "", "", count))];
}
