import { expect, it } from 'vitest';
import { PushToTalk } from '../../src/meeting/pushToTalk';

/** A microphone that switches when the test says so. */
class SlowMicrophone {
  on = false;
  works = true;
  switches = 0;
  private finish = () => {};

  isOn = () => this.on;

  toggle = () => {
    this.switches++;
    return new Promise<void>((resolve) => {
      this.finish = () => {
        if (this.works) this.on = !this.on;
        resolve();
      };
    });
  };

  async switched(): Promise<void> {
    const { finish } = this;
    this.finish = () => {};
    finish();
    for (let i = 0; i < 5; i++) await Promise.resolve();
  }
}

it('opens while the key is held', async () => {
  const microphone = new SlowMicrophone();
  const talk = new PushToTalk(microphone);
  talk.down();
  await microphone.switched();
  expect(microphone.on).toBe(true);
  talk.up();
  await microphone.switched();
  expect(microphone.on).toBe(false);
});

it('ends muted when the key goes up before the microphone is open', async () => {
  const microphone = new SlowMicrophone();
  const talk = new PushToTalk(microphone);
  talk.down();
  talk.up();
  await microphone.switched();
  await microphone.switched();
  expect([microphone.on, microphone.switches]).toEqual([false, 2]);
});

it('ends as the key is, whatever happens while the microphone switches', async () => {
  const microphone = new SlowMicrophone();
  const talk = new PushToTalk(microphone);
  for (const move of [talk.down, talk.up, talk.down, talk.up, talk.down]) move();
  for (let i = 0; i < 4; i++) await microphone.switched();
  expect(microphone.on).toBe(true);
  talk.up();
  for (let i = 0; i < 4; i++) await microphone.switched();
  expect(microphone.on).toBe(false);
});

it('leaves a microphone on that was on', async () => {
  const microphone = new SlowMicrophone();
  microphone.on = true;
  const talk = new PushToTalk(microphone);
  talk.down();
  talk.up();
  await microphone.switched();
  expect([microphone.on, microphone.switches]).toEqual([true, 0]);
});

it('tries once for each press when there is no microphone', async () => {
  const microphone = new SlowMicrophone();
  microphone.works = false;
  const talk = new PushToTalk(microphone);
  talk.down();
  await microphone.switched();
  talk.up();
  await microphone.switched();
  expect(microphone.switches).toBe(1);
  talk.down();
  await microphone.switched();
  expect(microphone.switches).toBe(2);
});
