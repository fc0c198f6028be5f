namespace Lora.Diffusion.Tests.UNet;

public sealed class SinusoidsTests
{
    [Theory]
    [InlineData(320, true, 0)]
    [InlineData(8, false, 0)]
    [InlineData(8, false, 1)]
    [InlineData(7, true, 0)]
    public void Sinusoids_FollowTheDefinition(int channels, bool cosFirst, double shift)
    {
        var half = channels / 2;
        float[] timesteps = [0, 1, 20.5f, 999];
        var values = new Sinusoids(channels, cosFirst, shift).Of(timesteps);
        Assert.Equal(timesteps.Length * channels, values.Length);
        for (var n = 0; n < timesteps.Length; n++)
        {
            for (var i = 0; i < half; i++)
            {
                // the definition in double; the tolerance is fp32's at an angle of 999
                var angle = timesteps[n] * Math.Exp(-Math.Log(10000) * i / (half - shift));
                Assert.Equal(Math.Cos(angle), values[n * channels + (cosFirst ? i : half + i)], 2e-4);
                Assert.Equal(Math.Sin(angle), values[n * channels + (cosFirst ? half + i : i)], 2e-4);
            }

            Assert.True(channels % 2 == 0 || values[(n + 1) * channels - 1] == 0, "an odd width ends in a zero");
        }
    }
}
