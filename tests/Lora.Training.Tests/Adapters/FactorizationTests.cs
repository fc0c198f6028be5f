namespace Lora.Training.Tests;

public class FactorizationTests
{
    // as LyCORIS splits; the table in its source is of an older rule
    [Theory]
    [InlineData(127, -1, 1, 127)]
    [InlineData(128, -1, 8, 16)]
    [InlineData(128, 2, 2, 64)]
    [InlineData(250, -1, 10, 25)]
    [InlineData(250, 4, 2, 125)]
    [InlineData(250, 8, 5, 50)]
    [InlineData(360, -1, 18, 20)]
    [InlineData(360, 4, 4, 90)]
    [InlineData(360, 16, 15, 24)]
    [InlineData(1024, 16, 16, 64)]
    [InlineData(1024, -1, 32, 32)]
    [InlineData(4, 16, 2, 2)]
    public void Dimension_IsSplitInTwo(int dimension, int factor, int small, int large) => Assert.Equal((small, large), Factorization.Of(dimension, factor));

    [Theory]
    [InlineData(320, 4, 0, 0)]
    [InlineData(320, 10, 10, 32)]
    [InlineData(320, 16, 10, 32)]
    [InlineData(320, 20, 20, 16)]
    [InlineData(16, 4, 4, 4)]
    [InlineData(24, -1, 24, 1)]
    [InlineData(768, 8, 6, 128)]
    [InlineData(7, 7, 0, 0)]
    public void Butterfly_HasEvenBlocksOfAPowerOfTwo(int dimension, int factor, int size, int blocks) =>
        Assert.Equal(size == 0 ? null : (size, blocks), Factorization.ToPowerOfTwo(dimension, factor));
}
