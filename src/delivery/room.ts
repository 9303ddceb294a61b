/** Room for a number of bytes; who finds too little waits. One may wait at a time. */
export interface Room {
  enter(bytes: number): Promise<void>;
  leave(bytes: number): void;
}

/** @param size - In bytes. Whoever needs more than that enters when nobody else is there. */
export function createRoom(size: number): Room {
  let taken = 0;
  let wake = () => {};
  return {
    enter: async (bytes) => {
      while (taken > 0 && taken + bytes > size) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      taken += bytes;
    },
    leave: (bytes) => {
      taken -= bytes;
      wake();
    },
  };
}
