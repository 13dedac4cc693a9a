import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import type { UserBody, UserChange } from "~/api/schema";

/** Change role or access of a user. */
export function changeUser(user: UserBody, body: UserChange): Promise<UserBody> {
  return explained(answer(api.PATCH("/users/{user_id}", { params: { path: { user_id: user.id } }, body })));
}

/** Remove a user for good. */
export function removeUser(user: UserBody): Promise<unknown> {
  return explained(answer(api.DELETE("/users/{user_id}", { params: { path: { user_id: user.id } } })));
}

/** The one conflict that there is: say it as what it is. */
async function explained<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const problem = Problem.from(error);
    if (problem.code !== "conflict") throw error;
    throw Problem.of(
      {
        code: problem.code,
        status: problem.status,
        title: "The last admin stays one",
        action: "Nobody could manage access any more. Make somebody else an admin first.",
      },
      problem.status,
    );
  }
}
