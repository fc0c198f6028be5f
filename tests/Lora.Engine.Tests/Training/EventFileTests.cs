using Lora.Training;

namespace Lora.Engine.Tests.Training;

public sealed class EventFileTests
{
    [Fact]
    public void CheckSum_OfTheReaderIsCrc32C() => Assert.Equal(0xE3069283u, EventReader.Crc("123456789"u8));

    [Fact]
    public void File_BeginsWithItsVersionAndHoldsEachScalar()
    {
        var file = new EventFile();
        file.Add(3, 3, ("loss/current", 0.125), ("lr/unet", 5e-4));
        file.Add(300, 2, ("loss/epoch_average", 0.1));
        var events = EventReader.Read(file.ToBytes());
        Assert.Equal(["brain.Event:2", "", ""], events.Select(each => each.FileVersion));
        Assert.Equal([(0.0, 0L), (3.0, 3L), (300.0, 2L)], events.Select(each => (each.WallTime, each.Step)));
        Assert.Equal(new() { ["loss/current"] = 0.125f, ["lr/unet"] = 5e-4f }, events[1].Scalars);
        Assert.Equal(new() { ["loss/epoch_average"] = 0.1f }, events[2].Scalars);
    }

    [Fact]
    public void Log_HasKohyasNames()
    {
        var log = new TrainingLog();
        foreach (var step in Enumerable.Range(1, 4))
        {
            log.Add(new TrainingProgress(step, 4, (step + 1) / 2, 2, step, 0.5, [new("text_encoder", 1e-4), new("unet", 5e-4, 2)]));
        }

        log.Add(new ValidationLoss(2, 1, 0.75));
        log.Add(new ValidationLoss(3, 2, 0.25));
        var events = EventReader.Read(TrainingScalars.Of(log));
        Assert.Equal(new() { ["loss/current"] = 1f, ["loss/average"] = 0.5f, ["lr/textencoder"] = 1e-4f, ["lr/unet"] = 5e-4f, ["lr/d*lr/unet"] = 1e-3f },
            events[1].Scalars);
        Assert.Equal(
            [
                (0, ""), (1, "loss/current"), (2, "loss/current"), (1, "loss/epoch_average"), (1, "loss/validation/epoch_average"), (3, "loss/current"),
                (3, "loss/validation/step_average"), (4, "loss/current"), (2, "loss/epoch_average"),
            ],
            events.Select(each => (each.Step, each.Scalars.Keys.FirstOrDefault(""))));
        Assert.Equal(0.25f, events[4].Scalars["loss/validation/epoch_divergence"]);
        Assert.Equal(-0.25f, events[6].Scalars["loss/validation/step_divergence"]);
        Assert.Equal(TrainingScalars.Of(log), TrainingScalars.Of(log));
    }
}
